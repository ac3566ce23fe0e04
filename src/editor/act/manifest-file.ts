import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { manifestOf } from '../requests/manifests.ts';
import { fileOf, relative } from '../place.ts';
import type { Fault } from './fault.ts';
import { caughtUp, isAsOnDisk } from './on-disk.ts';

/** The manifest that a replacement grows, as it is when it is planned. */
export interface ManifestFile {
  readonly folder: vscode.WorkspaceFolder;
  readonly uri: vscode.Uri;
  /** Absent where it is yet to be made. */
  readonly document?: vscode.TextDocument;
  readonly version: number;
  /** Its owner has typed into it and not saved yet: it is not saved for them. */
  readonly wasDirty: boolean;
}

/** The folder whose manifest a document's requests go to; outside every folder the only one there is. */
export function folderFor(uri: vscode.Uri): vscode.WorkspaceFolder | Fault {
  const own = vscode.workspace.getWorkspaceFolder(fileOf(uri));
  if (own) return own;
  const [only, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (!only) return { code: 'no-folder' };
  return others.length === 0 ? only : { code: 'which-folder' };
}

/** How a manifest names a file: what stands outside its folder by its name alone, as the path is nobody's business. */
export function nameIn(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string {
  const file = fileOf(uri);
  const path = relative(folder.uri, file);
  return path === file.path ? path.slice(path.lastIndexOf('/') + 1) : path;
}

export async function openManifest(folder: vscode.WorkspaceFolder): Promise<ManifestFile | Fault> {
  const uri = manifestOf(folder);
  const unsaved = vscode.workspace.textDocuments.find(
    (one) => one.uri.scheme === 'untitled' && one.uri.path === uri.path,
  );
  if (unsaved) return { folder, uri: unsaved.uri, document: unsaved, version: unsaved.version, wasDirty: true };
  const manifest = `${folder.name}/valet-key.json`;
  try {
    if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false || !(await isWritable(uri))) {
      return { code: 'manifest-read-only', manifest };
    }
    const document = await vscode.workspace.openTextDocument(uri);
    if (!(await caughtUp(document))) return { code: 'changed' };
    return { folder, uri, document, version: document.version, wasDirty: document.isDirty };
  } catch (error) {
    if (await isMissing(uri)) return { folder, uri, version: 0, wasDirty: false };
    if (error instanceof Error) return { code: 'manifest-unreadable', manifest };
    throw error;
  }
}

/** Throws where there is no such file. */
async function isWritable(uri: vscode.Uri): Promise<boolean> {
  const { permissions = 0 } = await vscode.workspace.fs.stat(uri);
  if ((permissions & vscode.FilePermission.Readonly) !== 0) return false;
  if (uri.scheme !== 'file') return true;
  // The editor does not pass on that a file on the disk has no writer, and root may write into it all the same.
  const { mode } = await stat(uri.fsPath);
  return (mode & 0o222) !== 0;
}

async function isMissing(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return false;
  } catch (error) {
    return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
  }
}

/** Whether it is still as it was when it was opened. */
export async function isUnchanged({ uri, document, version, wasDirty }: ManifestFile): Promise<boolean> {
  if (!document) return isMissing(uri);
  return !document.isClosed && document.version === version && (wasDirty || isAsOnDisk(document));
}
