import { isAscii } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { looksBinary } from '../../core/policy/files.ts';
import { systemCode } from '../fault.ts';
import type { Skip } from './report.ts';

export type Reading = { readonly text: string } | Skip;

/** Reads a file into one buffer that all files share, so that a tree of any size costs the memory of one file. */
export function readTextFile(path: string, maxBytes: number): Reading {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      if (size > maxBytes) return startsBinary(file) ? { type: 'binary' } : { type: 'large', bytes: size };
      const length = readAll(file, size, maxBytes);
      return length > maxBytes ? { type: 'large', bytes: length } : textOf(buffer.subarray(0, length));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { type: 'unreadable', code: systemCode(error) };
  }
}

/** UTF-8, or UTF-16 where the first bytes say so. What is no UTF-8 becomes replacement characters. */
export function textOf(bytes: Buffer): Reading {
  if (looksBinary(bytes)) return { type: 'binary' };
  // Text of ASCII alone, as most is, needs no decoding and half the memory.
  if (isAscii(bytes)) return { text: bytes.toString('latin1') };
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return { text: bytes.toString('utf16le', 2) };
  if (first === 0xfe && second === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes) };
  const hasMark = first === 0xef && second === 0xbb && third === 0xbf;
  return { text: bytes.toString('utf8', hasMark ? 3 : 0) };
}

/** Reads to the end, whatever size the file says it has (pipes and `/proc` say none), or to just over the limit. */
function readAll(file: number, size: number, maxBytes: number): number {
  reserve(size + 1);
  let length = 0;
  for (;;) {
    const read = readSync(file, buffer, length, buffer.length - length, null);
    length += read;
    if (read === 0 || length > maxBytes) return length;
    if (length === buffer.length) reserve(length * 2);
  }
}

/** A program of a hundred megabytes is nothing that anybody misses. */
function startsBinary(file: number): boolean {
  return looksBinary(buffer.subarray(0, readSync(file, buffer, 0, 8_192, 0)));
}

function reserve(bytes: number): void {
  if (bytes <= buffer.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(bytes, buffer.length * 2));
  buffer.copy(larger);
  buffer = larger;
}

let buffer = Buffer.allocUnsafeSlow(0x4_0000);
