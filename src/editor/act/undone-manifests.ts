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
    else setImmediate(() => void document.save());
  });
  return { grown: ({ uri }) => void own.add(uri.toString()), dispose: () => void saving.dispose() };
}
