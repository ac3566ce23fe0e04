import * as vscode from 'vscode';
import { setsVariables, variablesIn, type Variables } from '../../core/fix/variables.ts';
import { fileOf, pathOf } from '../place.ts';
import { decode } from '../watch/file-text.ts';

interface Known {
  readonly fingerprint: (value: string) => string;
}

/** What is set beside these texts and in the folders above them, up to the workspace folder: as it is open, or saved. */
export async function variablesBeside(
  folder: vscode.WorkspaceFolder,
  texts: readonly { readonly uri: vscode.Uri }[],
  { fingerprint }: Known,
): Promise<Variables> {
  const folders = new Map([[folder.uri.toString(), folder.uri]]);
  for (const { uri } of texts) {
    if (vscode.workspace.getWorkspaceFolder(fileOf(uri)) !== folder) continue;
    for (
      let at = vscode.Uri.joinPath(fileOf(uri), '..');
      !folders.has(at.toString());
      at = vscode.Uri.joinPath(at, '..')
    ) {
      folders.set(at.toString(), at);
    }
  }
  const files = await Promise.all([...folders.values()].map(settingFiles));
  const read = await Promise.all(files.flat().map(textOf));
  return variablesIn(read.flat(), fingerprint);
}

/** A folder that is not there, or that nobody may read, sets nothing. */
async function settingFiles(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.flatMap(([name, type]) =>
      type === vscode.FileType.File && setsVariables(name) ? [vscode.Uri.joinPath(folder, name)] : [],
    );
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return [];
    throw error;
  }
}

async function textOf(uri: vscode.Uri): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const path = pathOf(uri);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return [{ path, text: open.getText() }];
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > mostBytes ? [] : [{ path, text: decode(await vscode.workspace.fs.readFile(uri)) }];
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return [];
    throw error;
  }
}

const mostBytes = 1_000_000;
