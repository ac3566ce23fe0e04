import * as vscode from 'vscode';
import type { GitSigns } from '../../core/agents/git-work.ts';

/** When git last wrote its own files: that tells a checkout or a pull from an agent that rewrites files. */
export interface Git extends vscode.Disposable {
  readonly signs: GitSigns;
  /** It moved to another commit just now, or is about to: its files may be written before or after this is seen. */
  readonly onDidMove: vscode.Event<void>;
}

export function watchGit(): Git {
  let signs: GitSigns = {};
  const moved = new vscode.EventEmitter<void>();
  const head = vscode.workspace.createFileSystemWatcher(
    '**/.git/{HEAD,ORIG_HEAD,MERGE_HEAD,rebase-merge,rebase-apply}',
  );
  const index = vscode.workspace.createFileSystemWatcher('**/.git/index');
  const sawHead = (): void => {
    signs = { ...signs, headAt: performance.now() };
    moved.fire();
  };
  const sawIndex = (): void => {
    signs = { ...signs, indexAt: performance.now() };
  };
  const parts = [moved, head, index, head.onDidChange(sawHead), head.onDidCreate(sawHead), index.onDidChange(sawIndex)];
  return {
    get signs() {
      return signs;
    },
    onDidMove: moved.event,
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}
