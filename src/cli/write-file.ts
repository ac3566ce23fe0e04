import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { CommandFault, systemCode } from './fault.ts';

/** Replaces a file as a whole: whatever happens, its old text or its new one stands there. Its mode and links stay. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const target = isThere(path) ? realpathSync(path) : path;
  const temporary = `${target}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const mode = isThere(target) ? statSync(target).mode & 0o7777 : undefined;
    writeSynced(temporary, content, mode);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new CommandFault(`cannot write ${path} (${systemCode(error)})`, { cause: error });
  }
}

function writeSynced(path: string, content: string | Uint8Array, mode: number | undefined): void {
  const file = openSync(path, 'wx', mode ?? 0o666);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  // The mode that a file is opened with passes through the umask.
  if (mode !== undefined) chmodSync(path, mode);
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
