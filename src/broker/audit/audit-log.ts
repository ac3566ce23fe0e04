import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { emptyTail, link, readLine } from '../../core/audit/chain.ts';
import type { Tail } from '../../core/audit/chain.ts';
import type { AuditEvent } from '../../core/audit/event.ts';
import { ensureDataFolder } from '../disk/data-folder.ts';
import { systemCodeOf } from '../disk/disk-fault.ts';
import { withLock } from '../disk/lock.ts';
import { BrokerError } from '../protocol.ts';

/** The one record of who asked for what. An event that cannot be written is not allowed to happen. */
export interface AuditLog {
  /** Resolves when the line stands in the file; rejects with the fault `audit`. */
  append(event: AuditEvent): Promise<void>;
  /** As `append`, and the line survives a power cut: for grants and revocations. Signs a checkpoint. */
  appendDurably(event: AuditEvent): Promise<void>;
}

export interface AuditLogOptions {
  /** The data folder. */
  readonly folder: string;
  readonly now?: () => number;
  /** Keeps the end of the log where whoever cuts it cannot reach. */
  readonly checkpoint?: (tail: Tail) => Promise<void>;
  /** Bytes after which a new file begins. */
  readonly rotateAt?: number;
  /** Writes bytes at the end of an open file; a test hands in one that fails. */
  readonly write?: (file: number, bytes: Uint8Array) => void;
}

export function auditFolder(folder: string): string {
  return join(folder, 'audit');
}

/** The log of this machine's user, shared by every broker of theirs: they write one after another, under a lock. */
export function openAuditLog(options: AuditLogOptions): AuditLog {
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;

  async function flush(): Promise<void> {
    // Whoever came while the last batch was written is in the next one: a lock a batch, not a lock a call.
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await writeBatch(batch, options).then(
        () => batch.forEach(({ resolve }) => resolve()),
        (error: unknown) => batch.forEach(({ reject }) => reject(auditFault(options, error))),
      );
    }
    flushing = undefined;
  }

  const enqueue = (event: AuditEvent, durable: 'durable' | 'written'): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ event, durable, resolve, reject });
      flushing ??= flush();
    });
  return {
    append: (event) => enqueue(event, 'written'),
    appendDurably: (event) => enqueue(event, 'durable'),
  };
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

export interface AuditFile {
  readonly path: string;
  readonly lines: readonly string[];
}

/**
 * The log file by file, oldest first, without a last line that a crash left half-written. All of them are open before
 * the first is read: a broker that begins a new file meanwhile takes none away.
 */
export function* readAuditFiles(folder: string): Generator<AuditFile> {
  const files = openAll(folder);
  try {
    for (const { path, file } of files) yield { path, lines: linesIn(readFileSync(file, 'utf8')) };
  } finally {
    for (const { file } of files) closeSync(file);
  }
}

/** Every line of the log, oldest first. */
export function* auditLines(folder: string): Generator<string> {
  yield* linesOf(readAuditFiles(folder));
}

export function* linesOf(files: Iterable<AuditFile>): Generator<string> {
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

const current = 'audit.jsonl';
const usualRotation = 16 * 1024 * 1024;

interface Waiting {
  readonly event: AuditEvent;
  readonly durable: 'durable' | 'written';
  readonly resolve: () => void;
  readonly reject: (error: BrokerError) => void;
}

async function writeBatch(batch: readonly Waiting[], options: AuditLogOptions): Promise<void> {
  const { folder, now = Date.now, checkpoint } = options;
  const inside = auditFolder(folder);
  ensureDataFolder(folder);
  ensureDataFolder(inside);
  await withLock(join(inside, 'audit.lock'), async (lock) => {
    const file = openSync(join(inside, current), 'a+', 0o600);
    let tail: Tail;
    try {
      tail = tailOf(file, folder);
      const lines: string[] = [];
      for (const { event } of batch) {
        const linked = link(event, tail, { time: now(), sha256 });
        lines.push(`${linked.line}\n`);
        tail = linked.tail;
      }
      lock.confirm();
      const durable = batch.some((one) => one.durable === 'durable');
      writeWhole(file, Buffer.from(lines.join(''), 'utf8'), { ...options, durable });
      if (durable) await checkpoint?.(tail);
      if (fstatSync(file).size >= (options.rotateAt ?? usualRotation)) rotate(inside, tail.count);
    } finally {
      closeSync(file);
    }
  });
}

/** All of it or nothing: what a full disk took half of is taken back, so that the next line begins a line. */
function writeWhole(
  file: number,
  bytes: Uint8Array,
  { write = writeAll, durable }: { write?: AuditLogOptions['write']; durable: boolean },
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
function tailOf(file: number, folder: string): Tail {
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

function rotate(inside: string, count: number): void {
  renameSync(join(inside, current), join(inside, `audit.${String(count).padStart(12, '0')}.jsonl`));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function auditFault({ folder }: AuditLogOptions, cause: unknown): BrokerError {
  const systemCode = systemCodeOf(cause) ?? (cause instanceof BrokerError ? cause.fault.systemCode : undefined);
  const path = join(auditFolder(folder), current);
  return new BrokerError({ code: 'audit', path, ...(systemCode === undefined ? {} : { systemCode }) }, { cause });
}

function readdirSyncIfThere(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
