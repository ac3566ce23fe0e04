import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { open, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { diskFault, systemCodeOf } from './disk-fault.ts';
import { readRegularFile } from './regular-file.ts';
import { isRunning } from './process-start.ts';

/** Reads a file; `undefined` where there is none. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readRegularFile(path);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw diskFault(path, error);
  }
}

/**
 * Replaces a file as a whole: after a crash at any moment the old text or the new one stands there, and once this
 * returns the new one survives a power cut. `beforeRename` may still refuse.
 */
export function writeDurably(path: string, data: string | Uint8Array, beforeRename?: () => void): void {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    writeAndSync(temporary, data);
    beforeRename?.();
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (error instanceof Error && error.name === 'BrokerError') throw error;
    throw diskFault(path, error);
  }
  syncFolder(dirname(path));
}

/** As `writeDurably`, and the process goes on meanwhile. Whoever calls sees to it that nobody else writes the file. */
export async function replaceDurably(path: string, data: string): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, data, { mode: 0o600, flag: 'wx', flush: true });
    await rename(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw diskFault(path, error);
  }
  await syncSoon(dirname(path));
}

/** Writes a file that must not be there yet: `false` where it is, whoever made it. */
export function writeIfAbsent(path: string, data: string | Uint8Array): boolean {
  try {
    writeAndSync(path, data);
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    rmSync(path, { force: true });
    throw diskFault(path, error);
  }
  syncFolder(dirname(path));
  return true;
}

/** Clears what writers of this file left half-written when they were killed. */
export function clearLeftovers(path: string): void {
  const start = `${basename(path)}.`;
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(start) || !name.endsWith('.tmp')) continue;
    const pid = Number(name.slice(start.length).split('.')[0]);
    if (!isRunning(pid)) rmSync(join(dirname(path), name), { force: true });
  }
}

/** Clears what any writer into a folder left half-written when it was killed. */
export function clearAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(/\.(?<pid>\d+)\.[0-9a-f]+\.tmp$/.exec(name)?.groups?.['pid'] ?? NaN);
    if (pid > 0 && !isRunning(pid)) rmSync(join(folder, name), { force: true });
  }
}

function writeAndSync(path: string, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
  const file = openSync(path, 'wx', 0o600);
  try {
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

async function syncSoon(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using file = await open(folder, 'r');
  await file.sync().catch((error: unknown) => {
    if (!cannotSync.has(systemCodeOf(error) ?? '')) throw diskFault(folder, error);
  });
}

/** What network file systems say that cannot. */
const cannotSync = new Set(['EINVAL', 'EPERM', 'ENOTSUP', 'EBADF']);

/** Makes the rename itself durable. Windows and some network file systems cannot, and rename in order anyway. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } catch (error) {
    if (!cannotSync.has(systemCodeOf(error) ?? '')) throw diskFault(folder, error);
  } finally {
    closeSync(file);
  }
}
