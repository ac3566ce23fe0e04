import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Tail } from '../../core/audit/chain.ts';
import { auditFolder, current } from './audit-files.ts';
import { readTail } from './tail.ts';

/** Writes bytes at the end of an open file. */
export type Write = (file: number, bytes: Uint8Array) => void;

/**
 * The end of the log, open from one writing to the next: as long as nobody else wrote there, its last line need not be
 * read again. Whoever calls holds the log's lock.
 */
export interface LogEnd {
  tail(): Tail;
  /** Lines, and the tail that they make. All of them stand in the file then, or none. */
  append(lines: string, tail: Tail, weight: Weight): void;
  close(): void;
}

/** `durable` survives a power cut. */
export type Weight = 'written' | 'durable';

export interface LogEndOptions {
  /** The data folder. */
  readonly folder: string;
  /** Bytes after which a new file begins. */
  readonly rotateAt?: number | undefined;
  readonly write?: Write | undefined;
}

export function openLogEnd({ folder, rotateAt = usualRotation, write = writeAll }: LogEndOptions): LogEnd {
  const path = join(auditFolder(folder), current);
  let open: Open | undefined;

  function close(): void {
    if (open) closeSync(open.file);
    open = undefined;
  }

  return {
    tail() {
      if (open && isUnchanged(open, path)) return open.tail;
      close();
      open = openAnew(path, folder);
      return open.tail;
    },
    append(lines, tail, weight) {
      if (!open) throw new TypeError('the end of the log was not looked at');
      const bytes = Buffer.from(lines, 'utf8');
      try {
        writeWhole(open, bytes, { write, weight });
      } catch (error) {
        close();
        throw error;
      }
      open = { ...open, size: open.size + bytes.length, tail };
      if (open.size < rotateAt) return;
      // What is set aside is never synced again, and what is signed is to survive a power cut.
      fsyncSync(open.file);
      setAside(path, tail.count);
      close();
    },
    close,
  };
}

const usualRotation = 16 * 1024 * 1024;

interface Open {
  readonly file: number;
  readonly inode: bigint;
  readonly size: number;
  readonly tail: Tail;
}

/** Another broker may have written, or begun a new file; and whoever tampers with it may have cut it. */
function isUnchanged({ inode, size }: Open, path: string): boolean {
  const now = statSync(path, { bigint: true, throwIfNoEntry: false });
  return now?.ino === inode && now.size === BigInt(size);
}

function openAnew(path: string, folder: string): Open {
  const file = openSync(path, 'a+', 0o600);
  try {
    const tail = readTail(file, folder);
    const { ino, size } = fstatSync(file, { bigint: true });
    return { file, inode: ino, size: Number(size), tail };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

interface Writing {
  readonly write: Write;
  readonly weight: Weight;
}

/** All of it or nothing: what a full disk took half of is taken back, so that the next line begins a line. */
function writeWhole({ file, size }: Open, bytes: Uint8Array, { write, weight }: Writing): void {
  try {
    write(file, bytes);
    if (weight === 'durable') fsyncSync(file);
  } catch (error) {
    ftruncateSync(file, size);
    throw error;
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}

/** `audit.000000000123.jsonl` ends at line 123. */
function setAside(path: string, count: number): void {
  renameSync(path, join(dirname(path), `audit.${String(count).padStart(12, '0')}.jsonl`));
}
