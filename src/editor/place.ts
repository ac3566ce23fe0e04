import * as vscode from 'vscode';

/** The file that a document belongs to: a notebook's cell belongs to its notebook. */
export function fileOf(uri: vscode.Uri): vscode.Uri {
  if (uri.scheme !== cellScheme) return uri;
  const notebook = vscode.workspace.notebookDocuments.find((one) =>
    one.getCells().some(({ document }) => document.uri.toString() === uri.toString()),
  );
  return notebook?.uri ?? uri.with({ scheme: 'file', fragment: '' });
}

/** Slash-separated, relative to the workspace folder that holds the file; else the whole path. */
export function pathOf(uri: vscode.Uri): string {
  const file = fileOf(uri);
  if (file.scheme === 'untitled') return file.path;
  const folder = vscode.workspace.getWorkspaceFolder(file);
  return folder ? relative(folder.uri, file) : file.path;
}

/** The path of a file in or below a folder. */
export function relative(folder: vscode.Uri, file: vscode.Uri): string {
  const base = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  return file.path.startsWith(base) ? file.path.slice(base.length) : file.path;
}

/**
 * Whether people write their text there: files, wherever they are stored, untitled documents and cells of notebooks.
 * The output of tools, the left side of a comparison and the like are no places to change.
 */
export function isWritten({ uri }: vscode.TextDocument): boolean {
  if (uri.scheme === 'untitled' || uri.scheme === cellScheme) return true;
  return vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true && !generated.has(uri.scheme);
}

/** Schemes that are writable file systems to VS Code and still no place where people keep text. */
const generated: ReadonlySet<string> = new Set(['output', 'vscode-settings', 'debug', 'private', 'log']);

export const cellScheme = 'vscode-notebook-cell';
