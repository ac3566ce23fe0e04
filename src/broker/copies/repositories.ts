import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { systemCodeOf } from '../disk/disk-fault.ts';

export type Git = ChildProcessByStdio<Writable, Readable, null>;

/** Starts git so that it changes nothing and starts no other program. No value is ever handed to it. */
export function startGit(args: readonly string[], folder: string, signal?: AbortSignal): Git {
  const plain = ['--no-optional-locks', '-c', 'core.quotePath=true', '-c', 'core.fsmonitor=false'];
  return spawn('git', [...plain, ...args], {
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' },
    stdio: ['pipe', 'pipe', 'ignore'],
    ...(signal && { signal }),
  });
}

/** What git prints, whole; `undefined` where it fails, or is not there. */
export async function gitOutput(args: readonly string[], folder: string, signal?: AbortSignal) {
  const git = startGit(args, folder, signal);
  const chunks: Buffer[] = [];
  git.stdin.on('error', () => undefined).end();
  git.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  try {
    const [status] = (await once(git, 'close')) as [number | null];
    return status === 0 ? Buffer.concat(chunks).toString('utf8') : undefined;
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** The repositories of these folders: the one that each stands in, and those further down, each once. */
export async function repositoriesOf(folders: readonly string[]): Promise<readonly string[]> {
  const stores = new Map<string, string>();
  for (const folder of folders.flatMap((one) => [one, ...nested(one)])) {
    // Work trees share the objects of one repository.
    const found = await gitOutput(['rev-parse', '--git-common-dir'], folder);
    const store = found === undefined ? undefined : resolve(folder, found.trim());
    if (store !== undefined && !stores.has(store)) stores.set(store, folder);
  }
  return [...stores.values()];
}

/** Folders further down that are repositories of their own, as submodules and side by side checkouts. */
function nested(top: string): readonly string[] {
  const found: string[] = [];
  let level: readonly string[] = [top];
  for (let depth = 0, seen = 0; depth < deepest && seen < mostFolders; depth++) {
    level = level.flatMap((folder) => {
      const entries = entriesOf(folder);
      if (folder !== top && entries.some(({ name }) => name === '.git')) found.push(folder);
      return entries.flatMap((entry) =>
        entry.isDirectory() && !passedOver.has(entry.name) ? [join(folder, entry.name)] : [],
      );
    });
    seen += level.length;
  }
  return found;
}

const deepest = 5;
const mostFolders = 5_000;
const passedOver: ReadonlySet<string> = new Set(['.git', 'node_modules', '.venv', 'venv', 'target', 'vendor', 'dist']);

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    return [];
  }
}
