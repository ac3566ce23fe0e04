import type { Traces } from '../../broker/copies/traces.ts';
import { CommandFault } from '../fault.ts';
import { openBlobs } from '../scan/blobs.ts';
import { gitOutput, type GitPlace } from '../scan/git.ts';

/** A file in a repository's objects that holds a value: in commits, stashes, the reflog, or in nothing any more. */
export interface HistoryCopy {
  readonly name: string;
  /** Absent where no commit names the object: it was only added, or what named it was dropped. */
  readonly path?: string;
  readonly commits: number;
  /** The oldest commit with it, abbreviated, and its day. */
  readonly first?: string;
}

/** Looks into every object of the repository. Git is told no value: the objects are read and searched here. */
export async function copiesInHistory(place: GitPlace, traces: Traces): Promise<readonly HistoryCopy[]> {
  if (!(await isRepository(place))) return [];
  const found: HistoryCopy[] = [];
  await using blobs = openBlobs(place);
  for (const id of await blobIds(place)) {
    const content = await blobs.bytes(id, largest);
    if (!Buffer.isBuffer(content)) continue;
    const names = [...traces.count(content).keys()];
    if (names.length === 0) continue;
    const where = await commitsOf(id, place);
    found.push(...names.map((name) => ({ name, ...where })));
  }
  return found.toSorted((one, other) => (one.path ?? '').localeCompare(other.path ?? ''));
}

const largest = 100_000_000;

async function isRepository(place: GitPlace): Promise<boolean> {
  try {
    await gitOutput(['rev-parse', '--git-dir'], place);
    return true;
  } catch (error) {
    if (error instanceof CommandFault) return false;
    throw error;
  }
}

async function blobIds(place: GitPlace): Promise<readonly string[]> {
  const format = '--batch-check=%(objecttype) %(objectname)';
  const listed = await gitOutput(['cat-file', '--batch-all-objects', '--unordered', format], place);
  return listed.split('\n').flatMap((line) => (line.startsWith('blob ') ? [line.slice(5)] : []));
}

async function commitsOf(id: string, place: GitPlace): Promise<Omit<HistoryCopy, 'name'>> {
  const wanted = ['--all', '--reflog', '--no-abbrev', '--raw', '--format=%h %cs', `--find-object=${id}`];
  const lines = (await gitOutput(['log', ...wanted], place)).split('\n').filter((line) => line !== '');
  const commits = lines.filter((line) => !line.startsWith(':'));
  const path = lines
    .find((line) => line.startsWith(':') && line.includes(id))
    ?.split('\t')
    .at(-1);
  const first = commits.at(-1);
  return { commits: commits.length, ...(path !== undefined && { path }), ...(first !== undefined && { first }) };
}
