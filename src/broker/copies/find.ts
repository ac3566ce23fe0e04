import { accessSync, closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { systemCodeOf } from '../disk/disk-fault.ts';
import type { Copy, Unread } from '../protocol/copies.ts';
import type { CopyPlace } from './places.ts';
import { startSearch } from './search.ts';
import type { Traces } from './traces.ts';

/** A file that was looked into, and what it holds. */
export interface Looked {
  readonly path: string;
  readonly copies: readonly Copy[];
  readonly unread?: Unread;
}

/** Looks through the places, file by file, each in pieces. Others get their turn in between. */
export async function* findCopies(places: readonly CopyPlace[], traces: Traces): AsyncGenerator<Looked> {
  for (const { keeper, path: place } of places) {
    for (const file of filesIn(place)) {
      if (typeof file !== 'string') {
        yield { path: file.path, copies: [], unread: file };
        continue;
      }
      const counted = await countIn(file, traces);
      if ('code' in counted) yield { path: file, copies: [], unread: counted };
      else {
        const stays = counted.found.size === 0 ? undefined : reasonToStay(file, counted.isDatabase);
        const found = [...counted.found].map(([name, count]) => ({ name, keeper, path: file, count }));
        yield { path: file, copies: found.map((copy) => ({ ...copy, ...(stays && { stays }) })) };
      }
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

interface Counted {
  readonly found: ReadonlyMap<string, number>;
  readonly isDatabase: boolean;
}

const pieceLength = 1_048_576;

async function countIn(path: string, traces: Traces): Promise<Counted | Unread> {
  const search = startSearch(traces);
  let isDatabase = /-(?:wal|journal|shm)$/.test(path);
  try {
    // A pipe that took the place of a file would keep the reading waiting for ever.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      if (!fstatSync(file).isFile()) return { found: search.found, isDatabase };
      const buffer = Buffer.allocUnsafe(pieceLength);
      let isFirst = true;
      for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
        const piece = buffer.subarray(0, read);
        if (isFirst) isDatabase ||= piece.subarray(0, sqliteHeader.length).equals(sqliteHeader);
        isFirst = false;
        search.add(piece);
        await turn();
      }
    } finally {
      closeSync(file);
    }
    return { found: search.found, isDatabase };
  } catch (error) {
    return { path, code: systemCodeOf(error) ?? 'unknown' };
  }
}

/** The first bytes of every SQLite database: https://www.sqlite.org/fileformat.html. */
const sqliteHeader = Buffer.from('SQLite format 3\0', 'latin1');

/** An editor holds its databases open and would write its own pages over a file that was exchanged under it. */
function reasonToStay(path: string, isDatabase: boolean): Copy['stays'] | undefined {
  if (isDatabase) return 'database';
  try {
    accessSync(dirname(path), constants.W_OK);
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    return 'read-only';
  }
}
