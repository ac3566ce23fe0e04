import type * as vscode from 'vscode';
import { isGitWork } from '../../core/agents/git-work.ts';
import { fromDisk, type Origin } from '../../core/agents/origin.ts';
import type { Git } from './git.ts';

/** Open documents that were rewritten on the disk a moment ago, by whom is not sure yet. */
export interface Rewritten extends vscode.Disposable {
  note(document: vscode.TextDocument, origin: Origin | 'kept'): void;
}

/**
 * Git writes files first and says afterwards that it moved, or the other way round: what an open document was told to
 * come from is put right once that is known.
 */
export function createRewritten(git: Git, correct: (key: string, was: Origin, is: Origin) => void): Rewritten {
  const noted = new Map<string, { readonly origin: Origin; readonly at: number }>();
  const look = (): void => {
    for (const [key, { origin, at }] of noted) {
      if (!isGitWork(git.signs, { from: at, to: at, files: 1 })) continue;
      noted.delete(key);
      correct(key, origin, fromDisk({ git: true }));
    }
  };
  const listening = git.onDidMove(look);
  return {
    note(document, origin) {
      if (origin === 'kept' || !isFromDisk(document, origin)) return;
      noted.set(document.uri.toString(), { origin, at: performance.now() });
      look();
    },
    dispose: () => void listening.dispose(),
  };
}

/** The document is the file again, and whoever wrote that may have been git. */
function isFromDisk({ isDirty }: vscode.TextDocument, { arrival, git }: Origin): boolean {
  return !isDirty && git !== true && (arrival === 'disk' || arrival === 'agent');
}
