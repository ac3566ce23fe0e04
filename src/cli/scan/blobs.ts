import type { Readable } from 'node:stream';
import { CommandFault } from '../fault.ts';
import { gitEnd, type GitPlace, type GitProcess, startGit } from './git.ts';
import type { Skip } from './report.ts';
import { type Reading, textOf } from './text-file.ts';

/** Reads objects of a repository, one after the other, from one `git cat-file --batch`. */
export interface Blobs extends AsyncDisposable {
  read(id: string, maxBytes: number): Promise<Reading>;
  /** As it is stored, binary or not. */
  bytes(id: string, maxBytes: number): Promise<Buffer | Skip>;
}

export function openBlobs(place: GitPlace): Blobs {
  const process = startGit(['cat-file', '--batch'], place);
  const ended = gitEnd(process, place);
  // Whoever reads learns of it; nobody waits for it while nothing is read.
  ended.catch(() => undefined);
  process.stdin.on('error', () => undefined);
  const bytes = byteReader(process.stdout);
  const take = async (id: string, maxBytes: number): Promise<Buffer | Skip> => {
    process.stdin.write(`${id}\n`);
    const header = /^[0-9a-f]+ blob (?<size>\d+)$/.exec((await bytes.line()) ?? (await failed(process, ended)));
    if (!header) return { type: 'unreadable', code: 'missing from the repository' };
    const size = Number(header.groups?.['size']);
    const content = await bytes.take(size, maxBytes);
    await bytes.take(1, 0);
    return content ?? { type: 'large', bytes: size };
  };
  return {
    async read(id, maxBytes) {
      const content = await take(id, maxBytes);
      return Buffer.isBuffer(content) ? textOf(content) : content;
    },
    bytes: take,
    async [Symbol.asyncDispose]() {
      process.stdin.end();
      process.stdout.resume();
      await ended.catch(() => undefined);
    },
  };
}

async function failed(process: GitProcess, ended: Promise<void>): Promise<never> {
  process.stdin.end();
  await ended;
  throw new CommandFault('git ended before it had given every file');
}

interface ByteReader {
  /** Up to the next line feed; `undefined` at the end. */
  line(): Promise<string | undefined>;
  /** So many bytes; `undefined` where they are more than wanted: then they are passed over. */
  take(count: number, most: number): Promise<Buffer | undefined>;
}

function byteReader(stream: Readable): ByteReader {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (next.done) return false;
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  };
  return {
    async line() {
      while (!rest.includes(lineFeed)) if (!(await more())) return undefined;
      const end = rest.indexOf(lineFeed);
      const line = rest.toString('latin1', 0, end);
      rest = rest.subarray(end + 1);
      return line;
    },
    async take(count, most) {
      const taken: Buffer[] = [];
      for (let left = count; left > 0;) {
        if (rest.length === 0 && !(await more())) return undefined;
        const part = rest.subarray(0, left);
        rest = rest.subarray(part.length);
        left -= part.length;
        if (count <= most) taken.push(part);
      }
      return count <= most ? Buffer.concat(taken) : undefined;
    },
  };
}

const lineFeed = 0x0a;
