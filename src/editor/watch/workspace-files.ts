import * as vscode from 'vscode';
import { createPathFilter } from '../../core/policy/files.ts';
import { relative } from '../place.ts';

export interface Wanted {
  readonly include: string;
  /** A glob of folders that are not entered. */
  readonly exclude?: string;
  /** How many files at most. */
  readonly most?: number;
  readonly token?: vscode.CancellationToken;
}

/**
 * The files of every workspace folder. The editor finds those on a disk; the file system of an extension, as in virtual
 * workspaces, has no search of the published API, so its folders are walked.
 */
export async function workspaceFiles(wanted: Wanted): Promise<readonly vscode.Uri[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found = await Promise.all(
    folders.map(({ uri }) => (searched.has(uri.scheme) ? search(uri, wanted) : walk(uri, wanted))),
  );
  return found.flat().slice(0, wanted.most);
}

const searched: ReadonlySet<string> = new Set(['file', 'vscode-remote']);

function search(folder: vscode.Uri, { include, exclude, most, token }: Wanted): Thenable<readonly vscode.Uri[]> {
  return vscode.workspace.findFiles(new vscode.RelativePattern(folder, include), exclude, most, token);
}

async function walk(root: vscode.Uri, { include, exclude, most = Infinity, token }: Wanted): Promise<vscode.Uri[]> {
  const wants = createPathFilter({ include: [include], exclude: [] });
  const enters = createPathFilter({ include: ['**'], exclude: exclude === undefined ? [] : [exclude] });
  const files: vscode.Uri[] = [];
  const folders = [root];
  for (let folder = folders.shift(); folder && files.length < most; folder = folders.shift()) {
    if (token?.isCancellationRequested) return files;
    for (const [name, type] of await entriesOf(folder)) {
      const uri = vscode.Uri.joinPath(folder, name);
      const path = relative(root, uri);
      if ((type & vscode.FileType.SymbolicLink) !== 0) continue;
      if (type === vscode.FileType.Directory && enters(`${path}/`)) folders.push(uri);
      else if (type === vscode.FileType.File && wants(path)) files.push(uri);
    }
  }
  return files;
}

async function entriesOf(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch (error) {
    // It went away while others were read, or nobody may look into it.
    if (error instanceof vscode.FileSystemError) return [];
    throw error;
  }
}
