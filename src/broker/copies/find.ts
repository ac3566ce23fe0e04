import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemCodeOf } from '../disk/disk-fault.ts';
import type { CopyPlace, Keeper } from './places.ts';
import type { Traces } from './traces.ts';

/** A file that holds copies of a value. */
export interface Copy {
  /** The vault's name of the value. */
  readonly name: string;
  readonly keeper: Keeper;
  readonly path: string;
  readonly count: number;
}

export interface Unread {
  readonly path: string;
  /** The system's code, as in `EACCES`. */
  readonly code: string;
}

/** Looks through the places, file by file, each in pieces: memory stays small however long a transcript is. */
export function* findCopies(places: readonly CopyPlace[], traces: Traces): Generator<Copy | Unread> {
  for (const { keeper, path } of places) {
    for (const file of filesIn(path)) {
      if (typeof file !== 'string') {
        yield file;
        continue;
      }
      const counts = countIn(file, traces);
      if ('code' in counts) yield counts;
      else for (const [name, count] of counts.found) yield { name, keeper, path: file, count };
    }
  }
}

/** The files there, none where there is nothing. Links are not followed: they lead elsewhere, or in circles. */
function* filesIn(path: string): Generator<string | Unread> {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status?.isFile()) yield path;
    if (!status?.isDirectory()) return;
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory() || entry.isFile()) yield* filesIn(join(path, entry.name));
    }
  } catch (error) {
    yield { path, code: systemCodeOf(error) ?? 'unknown' };
  }
}

const pieceLength = 1_048_576;

function countIn(path: string, traces: Traces): { readonly found: ReadonlyMap<string, number> } | Unread {
  const found = new Map<string, number>();
  try {
    const file = openSync(path, 'r');
    try {
      if (!fstatSync(file).isFile()) return { found };
      const buffer = Buffer.allocUnsafe(pieceLength + traces.longest);
      let kept = 0;
      for (let read = readSync(file, buffer, kept, pieceLength, null); read > 0;) {
        const piece = buffer.subarray(0, kept + read);
        for (const [name, count] of traces.count(piece)) found.set(name, (found.get(name) ?? 0) + count);
        kept = keepTail(piece, traces);
        read = readSync(file, buffer, kept, pieceLength, null);
      }
    } finally {
      closeSync(file);
    }
    return { found };
  } catch (error) {
    return { path, code: systemCodeOf(error) ?? 'unknown' };
  }
}

/** Moves to the front what a value may begin in, unless a whole one lies there: that was counted. */
function keepTail(piece: Buffer, traces: Traces): number {
  let tail = Math.min(piece.length, Math.max(0, traces.longest - 1));
  while (tail > 0 && traces.count(piece.subarray(piece.length - tail)).size > 0) tail -= 1;
  piece.copy(piece, 0, piece.length - tail);
  return tail;
}
