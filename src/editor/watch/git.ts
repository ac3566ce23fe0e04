import * as vscode from 'vscode';
import type { GitSigns } from '../../core/agents/git-work.ts';

/** When git last wrote its own files: that tells a checkout or a pull from an agent that rewrites files. */
export interface Git extends vscode.Disposable {
  readonly signs: GitSigns;
}

export function watchGit(): Git {
  let signs: GitSigns = {};
  const head = vscode.workspace.createFileSystemWatcher(
    '**/.git/{HEAD,ORIG_HEAD,MERGE_HEAD,rebase-merge,rebase-apply}',
  );
  const index = vscode.workspace.createFileSystemWatcher('**/.git/index');
  const sawHead = (): void => {
    signs = { ...signs, headAt: performance.now() };
  };
  const sawIndex = (): void => {
    signs = { ...signs, indexAt: performance.now() };
  };
  const parts = [head, index, head.onDidChange(sawHead), head.onDidCreate(sawHead), index.onDidChange(sawIndex)];
  return {
    get signs() {
      return signs;
    },
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}
