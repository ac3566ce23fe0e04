import { fstatSync, fsyncSync, ftruncateSync, readFileSync, readSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { emptyTail, readLine } from '../../core/audit/chain.ts';
import type { Tail } from '../../core/audit/chain.ts';
import { auditFiles, auditLines, current } from './audit-files.ts';
import { sha256 } from './sha256.ts';

/** Writes bytes at the end of an open file. */
export type Write = (file: number, bytes: Uint8Array) => void;

/** All of it or nothing: what a full disk took half of is taken back, so that the next line begins a line. */
export function writeWhole(
  file: number,
  bytes: Uint8Array,
  { write = writeAll, durable }: { write?: Write | undefined; durable: boolean },
): void {
  const { size } = fstatSync(file);
  try {
    write(file, bytes);
    if (durable) fsyncSync(file);
  } catch (error) {
    ftruncateSync(file, size);
    throw error;
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}

/** The end of the log as it stands. A last line without an end was never acknowledged: it is taken away. */
export function tailOf(file: number, folder: string): Tail {
  const { size } = fstatSync(file);
  const last = lastLine(file, size);
  if (last.whole < size) ftruncateSync(file, last.whole);
  const line = last.text ?? lastLineOfRotated(folder);
  if (line === undefined) return emptyTail;
  const read = readLine(line);
  // A log that somebody damaged is still written on; verifying it tells where it was damaged.
  return { count: read?.sequence ?? countLines(folder), hash: sha256(line) };
}

/** `whole` is where the last whole line ends, in bytes. */
function lastLine(file: number, size: number): { text: string | undefined; whole: number } {
  for (let length = Math.min(size, 64 * 1024); ; length = Math.min(size, length * 4)) {
    const bytes = Buffer.alloc(length);
    readSync(file, bytes, 0, length, size - length);
    const end = bytes.lastIndexOf(10);
    const start = end <= 0 ? -1 : bytes.lastIndexOf(10, end - 1);
    if ((end < 0 || start < 0) && length < size) continue;
    if (end < 0) return { text: undefined, whole: 0 };
    return { text: bytes.toString('utf8', start + 1, end), whole: size - length + end + 1 };
  }
}

function lastLineOfRotated(folder: string): string | undefined {
  const rotated = auditFiles(folder).findLast((path) => !path.endsWith(current));
  return rotated === undefined ? undefined : readFileSync(rotated, 'utf8').split('\n').at(-2);
}

function countLines(folder: string): number {
  return [...auditLines(folder)].length;
}

export function rotate(inside: string, count: number): void {
  renameSync(join(inside, current), join(inside, `audit.${String(count).padStart(12, '0')}.jsonl`));
}
