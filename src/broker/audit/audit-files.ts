import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { systemCodeOf } from '../disk/disk-fault.ts';

/** The file that grows; the others are set aside when they are full. */
export const current = 'audit.jsonl';

export function auditFolder(folder: string): string {
  return join(folder, 'audit');
}

/** The files of the log, oldest first; the last is the one that is written. */
export function auditFiles(folder: string): readonly string[] {
  const inside = auditFolder(folder);
  const names = readdirSyncIfThere(inside).filter((name) => /^audit(?:\.\d{12})?\.jsonl$/.test(name));
  // `audit.000000000123.jsonl` ends at line 123; without a number it is the one that grows.
  return names
    .toSorted((one, other) => Number(one === current) - Number(other === current) || (one < other ? -1 : 1))
    .map((name) => join(inside, name));
}

/** Lines of a file that follow one another: a long file comes in several parts. */
export interface AuditPart {
  readonly path: string;
  readonly lines: readonly string[];
}

/**
 * The log part by part, oldest first, without a last line that a crash left half-written. All files are open before the
 * first is read: a broker that begins a new file meanwhile takes none away.
 */
export function* readAuditFiles(folder: string): Generator<AuditPart> {
  const files = openAll(folder);
  try {
    for (const { path, file } of files) yield* partsOf(path, file);
  } finally {
    for (const { file } of files) closeSync(file);
  }
}

/** Any file of lines, part by part. */
export function* readLinesFile(path: string): Generator<AuditPart> {
  const file = openSync(path, 'r');
  try {
    yield* partsOf(path, file);
  } finally {
    closeSync(file);
  }
}

function* partsOf(path: string, file: number): Generator<AuditPart> {
  let rest: Buffer = Buffer.alloc(0);
  const chunk = Buffer.alloc(chunkBytes);
  for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
    const bytes = Buffer.concat([rest, chunk.subarray(0, length)]);
    const end = bytes.lastIndexOf(10) + 1;
    rest = bytes.subarray(end);
    if (end > 0) yield { path, lines: linesIn(bytes.toString('utf8', 0, end)) };
  }
}

const chunkBytes = 256 * 1024;

/** Every line of the log, oldest first. */
export function* auditLines(folder: string): Generator<string> {
  yield* linesOf(readAuditFiles(folder));
}

export function* linesOf(files: Iterable<AuditPart>): Generator<string> {
  for (const { lines } of files) yield* lines;
}

/** Without a last one that has no end. */
export function linesIn(text: string): readonly string[] {
  return text.split('\n').slice(0, -1);
}

function openAll(folder: string): readonly { readonly path: string; readonly file: number }[] {
  for (;;) {
    const paths = auditFiles(folder);
    const files: { path: string; file: number }[] = [];
    try {
      for (const path of paths) files.push({ path, file: openSync(path, 'r') });
      if (auditFiles(folder).join('\n') === paths.join('\n')) return files;
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') throw error;
    }
    // A new file was begun between the two looks: once more.
    for (const { file } of files) closeSync(file);
  }
}

function readdirSyncIfThere(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
