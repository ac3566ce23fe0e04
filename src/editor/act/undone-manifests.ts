import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';

/** Saves a manifest again when what it gained by a replacement is undone or redone, as nobody looks at it then. */
export interface UndoneManifests extends vscode.Disposable {
  grown(document: vscode.TextDocument): void;
}

export function saveUndoneManifests(): UndoneManifests {
  const own = new Set<string>();
  const saving = vscode.workspace.onDidChangeTextDocument(({ document, reason, contentChanges }) => {
    const key = document.uri.toString();
    if (contentChanges.length === 0 || !own.has(key)) return;
    // What its owner types is for them to save, from here on.
    if (reason === undefined) own.delete(key);
    else void save(document);
  });
  return { grown: ({ uri }) => void own.add(uri.toString()), dispose: () => void saving.dispose() };
}

/** A save that meets another one under way saves what that one saved: then there is more to save afterwards. */
async function save(document: vscode.TextDocument): Promise<void> {
  for (let tries = 0; tries < mostTries; tries++) {
    // Whether it is dirty is told a moment after what was changed.
    await pause(step);
    if (document.isDirty) await document.save();
    else if (tries > 1) return;
  }
}

const mostTries = 8;
/** Milliseconds. */
const step = 40;
