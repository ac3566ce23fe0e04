import * as vscode from 'vscode';
import { isGitWork } from '../../core/agents/git-work.ts';
import { fromDisk, type Origin } from '../../core/agents/origin.ts';
import { setting } from '../settings.ts';
import { scanFile, type FileScanParts } from './file-scan.ts';
import type { Git } from './git.ts';
import { turn } from './scanning.ts';

export interface FilesOptions extends FileScanParts {
  readonly git: Git;
  readonly agent: () => string | undefined;
  /** New findings in files that nobody has open, once a burst, git's own work left out. */
  readonly onFound: (uris: readonly vscode.Uri[], origin: Origin) => void;
}

export interface Files extends vscode.Disposable {
  /** Looks into a file again: it was closed, or is no longer what it was. */
  again(uri: vscode.Uri): void;
}

/**
 * Watches the files that nobody has open. Changes are gathered until they pause, since git, a build or an agent writes
 * many at once, and then read one after the other, leaving the thread between two.
 */
export function watchFiles(options: FilesOptions): Files {
  const { findings, isOpen, scanned, git, agent } = options;
  const gathered = new Map<string, Omit<Waiting, 'origin'>>();
  // Each file once, however often it is asked for; what has changed comes before what is looked into again.
  const [arrived, waiting]: readonly [Queue, Queue] = [new Map(), new Map()];
  let [from, reading, disposed] = [0, false, false];
  let timer: NodeJS.Timeout | undefined;

  const readAll = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    const fresh = new Map<Origin, vscode.Uri[]>();
    for (let next = takeFirst(arrived, waiting); next && !disposed; next = takeFirst(arrived, waiting)) {
      const { uri, origin, isMade } = next;
      const before = new Set(findings.of(uri).map(({ finding }) => finding.fingerprint));
      const result = await scanFile(uri, origin, { ...options, isCancelled: () => disposed });
      if (result === 'folder' && isMade === true)
        for (const inside of await entriesOf(uri)) arrived.set(inside.toString(), { uri: inside, origin, isMade });
      const isNew = findings.of(uri).some(({ finding }) => !before.has(finding.fingerprint));
      if (isNew) fresh.set(origin, [...(fresh.get(origin) ?? []), uri]);
      await turn();
    }
    reading = false;
    for (const [origin, uris] of fresh)
      if (origin.arrival !== 'opened' && origin.git !== true) options.onFound(uris, origin);
  };
  const settle = (): void => {
    timer = undefined;
    const burst = { from, to: performance.now(), files: gathered.size };
    const name = agent();
    const origin = fromDisk({ git: isGitWork(git.signs, burst), ...(name !== undefined && { agent: name }) });
    for (const [key, one] of gathered) arrived.set(key, { ...one, origin });
    gathered.clear();
    void readAll();
  };
  const changed = (uri: vscode.Uri, isMade = false): void => {
    if (uri.path.endsWith('/.gitignore')) scanned.forget();
    if (isOpen(uri) || /\/\.git\//.test(uri.path) || !setting('watchFiles', uri)) return;
    if (gathered.size === 0) from = performance.now();
    gathered.set(uri.toString(), { uri, isMade: isMade || gathered.get(uri.toString())?.isMade === true });
    clearTimeout(timer);
    timer = setTimeout(settle, Math.max(0, Math.min(pause, from + longestPause - performance.now())));
  };
  const gone = (uri: vscode.Uri): void => {
    // What was deleted may have been a folder with files in it.
    const below = `${uri.toString()}/`;
    for (const place of findings.all()) {
      const key = place.uri.toString();
      if ((key === uri.toString() || key.startsWith(below)) && !isOpen(place.uri)) findings.set(place.uri, []);
    }
  };

  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  const parts = [
    watcher,
    watcher.onDidChange((uri) => changed(uri)),
    watcher.onDidCreate((uri) => changed(uri, true)),
    watcher.onDidDelete(gone),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) {
        gone(oldUri);
        changed(newUri, true);
      }
    }),
    vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach(gone)),
  ];
  return {
    again(uri) {
      const known = findings.of(uri)[0]?.origin ?? { arrival: 'opened' };
      waiting.set(uri.toString(), { uri, origin: known });
      void readAll();
    },
    dispose() {
      disposed = true;
      clearTimeout(timer);
      for (const part of parts) part.dispose();
    },
  };
}

interface Waiting {
  readonly uri: vscode.Uri;
  readonly origin: Origin;
  /**
   * It was not there before. A folder that was moved here tells of itself alone, and what is written into a new one
   * before the system watches it tells of nothing: so what is in it is looked into as well.
   */
  readonly isMade?: boolean;
}

type Queue = Map<string, Waiting>;

function takeFirst(arrived: Queue, waiting: Queue): Waiting | undefined {
  const [key, next] = arrived.entries().next().value ?? waiting.entries().next().value ?? [];
  if (key === undefined) return undefined;
  arrived.delete(key);
  waiting.delete(key);
  return next;
}

async function entriesOf(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.map(([name]) => vscode.Uri.joinPath(folder, name));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return [];
    throw error;
  }
}

/** Milliseconds without another change after which a burst is over; git writes its index last. */
const pause = 250;
const longestPause = 1500;
