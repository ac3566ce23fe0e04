import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { emptyTail, readLine } from '../../core/audit/chain.ts';
import type { Tail } from '../../core/audit/chain.ts';
import { auditFiles, auditLines, current } from './audit-files.ts';
import { sha256 } from './sha256.ts';

/** The end of the log as it stands. A last line without an end was never acknowledged: it is taken away. */
export function readTail(file: number, folder: string): Tail {
  const { size } = fstatSync(file);
  const last = lastLine(file, size);
  if (last.whole < size) ftruncateSync(file, last.whole);
  const line = last.text ?? lastLineSetAside(folder);
  if (line === undefined) return emptyTail;
  const read = readLine(line);
  // A log that somebody damaged is still written on; verifying it tells where it was damaged.
  return { count: read?.sequence ?? countLines(folder), hash: sha256(line) };
}

/** `whole` is where the last whole line ends, in bytes. */
function lastLine(file: number, size: number): { text: string | undefined; whole: number } {
  for (let length = Math.min(size, firstLook); ; length = Math.min(size, length * 4)) {
    const bytes = Buffer.alloc(length);
    readSync(file, bytes, 0, length, size - length);
    const end = bytes.lastIndexOf(10);
    const start = end <= 0 ? -1 : bytes.lastIndexOf(10, end - 1);
    if ((end < 0 || start < 0) && length < size) continue;
    if (end < 0) return { text: undefined, whole: 0 };
    return { text: bytes.toString('utf8', start + 1, end), whole: size - length + end + 1 };
  }
}

/** Bytes: most lines have fewer than a thousand. */
const firstLook = 4096;

function lastLineSetAside(folder: string): string | undefined {
  const path = auditFiles(folder).findLast((each) => !each.endsWith(current));
  if (path === undefined) return undefined;
  const file = openSync(path, 'r');
  try {
    return lastLine(file, fstatSync(file).size).text;
  } finally {
    closeSync(file);
  }
}

function countLines(folder: string): number {
  return [...auditLines(folder)].length;
}
