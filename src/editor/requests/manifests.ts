import * as vscode from 'vscode';
import type { Manifest } from '../../core/requests/manifest.ts';
import { mostManifestBytes, readManifest, type ManifestReading } from '../../core/requests/read.ts';
import { decode } from '../watch/file-text.ts';

export const manifestName = 'valet-key.json';

/** A folder's manifest as it is now: what its owner has typed into it counts before it is saved. */
export interface FolderManifest {
  readonly folder: vscode.WorkspaceFolder;
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly reading: ManifestReading;
  /** As it was before somebody broke it: what it reminds of still holds. */
  readonly before?: Manifest | undefined;
}

/** The manifests of this workspace, in the order of its folders. */
export interface Manifests extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  all(): readonly FolderManifest[];
}

export function createManifests(): Manifests {
  const changed = new vscode.EventEmitter<void>();
  const read = new Map<string, FolderManifest>();
  const timers = new Map<string, NodeJS.Timeout>();
  let disposed = false;

  const readOne = async (folder: vscode.WorkspaceFolder): Promise<void> => {
    const uri = manifestOf(folder);
    const key = folder.uri.toString();
    const text = await textOf(uri);
    if (disposed || text === read.get(key)?.text) return;
    if (text === undefined) read.delete(key);
    else read.set(key, { folder, uri, text, reading: readManifest(text), before: lastWhole(read.get(key)) });
    changed.fire();
  };
  const readSoon = (uri: vscode.Uri): void => {
    const folder = folderOfManifest(uri);
    if (!folder) return;
    clearTimeout(timers.get(uri.toString()));
    timers.set(
      uri.toString(),
      setTimeout(() => void readOne(folder), pause),
    );
  };
  const readAll = (): void => {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const keys = new Set(folders.map(({ uri }) => uri.toString()));
    const gone = [...read.keys()].filter((key) => !keys.has(key));
    for (const key of gone) read.delete(key);
    if (gone.length > 0) changed.fire();
    for (const folder of folders) void readOne(folder);
  };

  const watcher = vscode.workspace.createFileSystemWatcher(`**/${manifestName}`);
  const parts = [
    changed,
    watcher,
    watcher.onDidChange(readSoon),
    watcher.onDidCreate(readSoon),
    watcher.onDidDelete(readSoon),
    vscode.workspace.onDidChangeTextDocument(({ document }) => readSoon(document.uri)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => readSoon(uri)),
    vscode.workspace.onDidChangeWorkspaceFolders(readAll),
  ];
  readAll();

  return {
    onDidChange: changed.event,
    all: () => (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => read.get(uri.toString()) ?? []),
    dispose() {
      disposed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      for (const part of parts) part.dispose();
    },
  };
}

/** Milliseconds without another change after which a manifest that somebody types in is read again. */
const pause = 200;

function lastWhole(known: FolderManifest | undefined): Manifest | undefined {
  return known?.reading.type === 'manifest' ? known.reading.manifest : known?.before;
}

export function manifestOf(folder: vscode.WorkspaceFolder): vscode.Uri {
  return vscode.Uri.joinPath(folder.uri, manifestName);
}

/** Only the one at the top of a folder counts: a copy further down is a file like any other. */
function folderOfManifest(uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
  if (!uri.path.endsWith(`/${manifestName}`)) return undefined;
  return vscode.workspace.workspaceFolders?.find((folder) => manifestOf(folder).toString() === uri.toString());
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    // A link may lead to a device that never ends.
    if ((type & vscode.FileType.File) === 0 || size > mostManifestBytes) return undefined;
    return decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    // There is none, or nobody may read it: then there is nothing to list.
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}
