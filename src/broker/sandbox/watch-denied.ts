import { spawn } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { deniedByGlob, deniedGlobs } from '../../core/policy/read-set.ts';
import type { ReadSet } from '../../core/policy/read-set.ts';
import type { Hidden } from './masks.ts';
import { watchFolders } from './watch-opened.ts';
import type { Watcher } from './watch-opened.ts';
import { systemProgram } from './system-program.ts';

export interface DeniedWatch {
  /** Looks once more, and no longer. */
  end(): Promise<void>;
}

export interface DeniedWatching {
  readonly read: ReadSet;
  /** What was hidden when the task started. */
  readonly hidden: Hidden;
  /** Called once for each file that was made or replaced since. */
  readonly onMade: (path: string) => void;
  readonly onStart: (pid: number) => void;
}

/**
 * Files that are denied by their name are hidden as they stand when the task starts. What is made or replaced later is
 * seen at once in the folders that are watched, some thousand of them without what tools fill, and elsewhere when the
 * whole read set is looked through: every five seconds, more seldom where that takes long, and at the end.
 */
export function watchDenied(watching: DeniedWatching): DeniedWatch {
  const { read, hidden, onMade, onStart } = watching;
  if (deniedGlobs(read).length === 0) return { end: () => Promise.resolve() };
  const isDenied = deniedByGlob(read);
  const known = new Map(hidden.files);
  const closing = new AbortController();
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let watcher: Watcher | undefined;

  const meet = (path: string): void => {
    const number = fileNumber(path);
    if (number === undefined || known.get(path) === number) return;
    known.set(path, number);
    if (!hidden.folders.some((folder) => path.startsWith(`${folder}/`))) onMade(path);
  };
  const look = (patience: number): Promise<void> => {
    looking ??= lookThrough(patience).finally(() => (looking = undefined));
    return looking;
  };
  const lookThrough = async (patience: number): Promise<void> => {
    clearTimeout(timer);
    const start = performance.now();
    for (const path of await deniedFiles(read, patience)) meet(path);
    if (!closing.signal.aborted) lookIn(Math.max(5_000, 100 * (performance.now() - start)));
  };
  const lookIn = (delay: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(60_000), delay).unref();
  };
  const watch = async (): Promise<void> => {
    const folders = await foldersBelow(read.files, closing.signal);
    if (closing.signal.aborted) return;
    watcher = watchFolders({
      folders,
      events: ['create', 'moved_to'],
      onSeen: (seen) => {
        for (const path of seen.keys()) {
          if (isDenied(path)) meet(path);
          // What is made in a new folder before that is looked at is not heard of.
          else if (looking === undefined && isFolder(path)) lookIn(500);
        }
      },
    });
    if (watcher.pid !== undefined) onStart(watcher.pid);
    await watcher.ready;
    // What was made before everything was watched.
    if (!closing.signal.aborted) await look(60_000);
  };
  const starting = watch();
  return {
    async end() {
      closing.abort();
      await starting;
      await looking;
      watcher?.[Symbol.dispose]();
      // Nobody waits longer for the end of a run whose read set is half a disk.
      await look(5_000);
      clearTimeout(timer);
    },
  };
}

/**
 * Denied files as ripgrep, which the sandbox needs anyway, finds them: on all cores and beside this process, for so many
 * milliseconds at most.
 */
async function deniedFiles(read: ReadSet, timeout: number): Promise<readonly string[]> {
  const globs = deniedGlobs(read).flatMap((glob) => ['-g', glob]);
  const args = ['--no-config', '--files', '--hidden', '--no-ignore', '--no-messages', '--null', ...globs, '--'];
  // A glob that begins with a slash begins where ripgrep was started.
  const folders = read.files.filter(isFolder);
  // It would begin at the root, and it lists whatever file it is told of.
  if (folders.length === 0) return [];
  const child = spawn(systemProgram('rg') ?? 'rg', [...args, ...folders], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout,
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (text.length < mostText) text += chunk;
  });
  await ended;
  return text.split('\0').slice(0, -1);
}

const mostText = 4_000_000;

/** Folders level by level, as many as are watched; the rest is looked through now and then. */
async function foldersBelow(roots: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  const found = roots.filter(isFolder);
  for (let at = 0; at < found.length && found.length < mostFolders && !signal.aborted; at++) {
    const folder = found[at] ?? '';
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isDirectory() && !filledByTools.has(entry.name)) found.push(join(folder, entry.name));
    }
  }
  return found.slice(0, mostFolders);
}

/** A quarter of what older systems let a user watch. */
const mostFolders = 2_048;
const filledByTools: ReadonlySet<string> = new Set([
  '.git',
  '.gradle',
  '.hg',
  '.svn',
  '.tox',
  '.venv',
  '__pycache__',
  'node_modules',
  'venv',
]);

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Of a file; a link leads to what has a name of its own. */
function fileNumber(path: string): number | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true ? stats.ino : undefined;
}
