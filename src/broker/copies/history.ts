import { once } from 'node:events';
import { systemCodeOf } from '../disk/disk-fault.ts';
import type { HistoryCopy, Unread } from '../protocol/copies.ts';
import { gitOutput, startGit, type Git } from './repositories.ts';
import { startSearch } from './search.ts';
import type { Traces } from './traces.ts';

interface Looking {
  readonly signal?: AbortSignal;
  /** Told after every object. */
  readonly onObject?: () => void;
}

/** Looks into every file, message and tag of the repository. Git is told no value: what it gives is searched here. */
export async function copiesInHistory(
  repository: string,
  traces: Traces,
  { signal, onObject }: Looking = {},
): Promise<readonly HistoryCopy[] | Unread> {
  const ids = await objectsOf(repository, signal);
  if (!ids) return { path: repository, code: 'git' };
  const found: { readonly id: string; readonly type: string; readonly names: readonly string[] }[] = [];
  const git = startGit(['cat-file', '--batch', '--buffer'], repository, signal);
  const ended = once(git, 'close').catch((error: unknown) => systemCodeOf(error));
  try {
    void feed(git, ids);
    for await (const { id, type, search } of objectsIn(git, traces)) {
      if (search.found.size > 0) found.push({ id, type, names: [...search.found.keys()] });
      onObject?.();
    }
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    if (signal?.aborted !== true) return { path: repository, code: 'git' };
  }
  await ended;
  const copies: HistoryCopy[] = [];
  for (const { id, type, names } of found) {
    if (signal?.aborted === true) break;
    const where = type === 'blob' ? await commitsOf(id, repository) : { path: type, commits: 1 };
    copies.push(...names.map((name) => ({ name, repository, ...where })));
  }
  return copies.toSorted((one, other) => (one.path ?? '').localeCompare(other.path ?? ''));
}

/** All but the trees, which hold names. */
async function objectsOf(repository: string, signal: AbortSignal | undefined): Promise<readonly string[] | undefined> {
  const format = '--batch-check=%(objecttype) %(objectname)';
  const listed = await gitOutput(['cat-file', '--batch-all-objects', '--unordered', format], repository, signal);
  return listed?.split('\n').flatMap((line) => {
    const [type, id] = line.split(' ');
    return id === undefined || type === 'tree' ? [] : [id];
  });
}

async function feed({ stdin }: Git, ids: readonly string[]): Promise<void> {
  stdin.on('error', () => undefined);
  for (let at = 0; at < ids.length && stdin.writable; at += atOnce) {
    if (!stdin.write(`${ids.slice(at, at + atOnce).join('\n')}\n`)) {
      await Promise.race([once(stdin, 'drain'), once(stdin, 'close')]);
    }
  }
  stdin.end();
}

const atOnce = 1000;

/** Reads `<id> <type> <size>`, so many bytes and a line feed, again and again, however git cuts them into chunks. */
async function* objectsIn({ stdout }: Git, traces: Traces) {
  let rest: Buffer = Buffer.alloc(0);
  let current:
    { readonly id: string; readonly type: string; readonly search: ReturnType<typeof startSearch> } | undefined;
  let left = 0;
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      if (current) {
        const part = rest.subarray(0, left);
        if (part.length > 0) current.search.add(part);
        rest = rest.subarray(part.length);
        left -= part.length;
        if (left > 0 || rest.length === 0) break;
        rest = rest.subarray(1);
        yield current;
        current = undefined;
      }
      const end = rest.indexOf(0x0a);
      if (end < 0) break;
      const [id = '', type = '', size] = rest.toString('latin1', 0, end).split(' ');
      rest = rest.subarray(end + 1);
      if (size === undefined) continue;
      current = { id, type, search: startSearch(traces) };
      left = Number(size);
    }
  }
}

async function commitsOf(id: string, repository: string): Promise<Omit<HistoryCopy, 'name' | 'repository'>> {
  // A stash is a merge, of which git shows nothing by itself.
  const wanted = ['--all', '--reflog', '-m', '--no-abbrev', '--raw', '--format=%h %cs', `--find-object=${id}`];
  const printed = (await gitOutput(['log', ...wanted], repository)) ?? '';
  const lines = printed.split('\n').filter((line) => line !== '');
  const commits = lines.filter((line) => !line.startsWith(':'));
  const path = lines
    .find((line) => line.startsWith(':') && line.includes(id))
    ?.split('\t')
    .at(-1);
  const first = commits.at(-1);
  return { commits: commits.length, ...(path !== undefined && { path }), ...(first !== undefined && { first }) };
}
