import { resolve } from 'node:path';
import { isBinaryPath, createPathFilter } from '../../core/policy/files.ts';
import { CommandFault } from '../fault.ts';
import { openBlobs } from './blobs.ts';
import type { ScanWork } from './file-scan.ts';
import { gitEnd, gitOutput, type GitPlace, startGit } from './git.ts';
import type { ScanOptions } from './options.ts';
import { type PatchedFile, readPatch } from './patch.ts';
import { placeFrom } from './place.ts';

/** What git says has changed, and where its work tree is. */
export interface Changes {
  readonly top: string;
  readonly files: readonly ScanWork[];
  /** Reads the texts of `files` that are not taken from the work tree. */
  works(): AsyncIterable<ScanWork>;
}

/** The lines that the next commit adds, read from the index: the work tree may hold something else by now. */
export async function stagedChanges(options: ScanOptions, place: GitPlace): Promise<Changes> {
  const top = await topOf(place);
  const patched = await patch(['--cached'], options, place);
  const chosen = patched.filter(chooser(options, { top, place }));
  const files = chosen.map(({ path, lines }) => ({ ...placeFrom(place.cwd)(resolve(top, path)), lines }));
  return {
    top,
    files,
    async *works() {
      await using blobs = openBlobs(place);
      for (const [index, file] of files.entries()) {
        yield { ...file, reading: await blobs.read(chosen[index]?.blob ?? '', options.maxBytes) };
      }
    },
  };
}

/**
 * The lines that were added since a revision: those committed after the point where it and the work tree's commit part,
 * those not committed yet, and files that git does not know and does not ignore.
 */
export async function changesSince(revision: string, options: ScanOptions, place: GitPlace): Promise<Changes> {
  const top = await topOf(place);
  const base = await baseOf(revision, place);
  const chosen = (await patch([base], options, place)).filter(chooser(options, { top, place }));
  const known = chosen.map(({ path, lines }) => ({ ...placeFrom(place.cwd)(resolve(top, path)), lines }));
  const fresh = await untracked(options, { top, place });
  const files: readonly ScanWork[] = [...known, ...fresh];
  return {
    top,
    files,
    async *works() {
      yield* files;
    },
  };
}

async function topOf(place: GitPlace): Promise<string> {
  return (await gitOutput(['rev-parse', '--show-toplevel'], place)).replace(/\n$/, '');
}

/** A name is told from an option here, so that none can slip through to git. */
async function baseOf(revision: string, place: GitPlace): Promise<string> {
  const verify = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const commit = await gitOutput(verify, place).catch((error: unknown) => {
    if (error instanceof CommandFault && error.message.startsWith('git failed')) return '';
    throw error;
  });
  if (commit === '')
    throw new CommandFault('--since names no revision of this repository; a shallow clone may lack it');
  // A shallow clone may not know where two lines of work part: then the revision itself is what is compared with.
  return (await gitOutput(['merge-base', commit.trim(), 'HEAD'], place).catch(() => commit)).trim();
}

async function patch(
  against: readonly string[],
  { paths }: ScanOptions,
  place: GitPlace,
): Promise<readonly PatchedFile[]> {
  const process = startGit(['diff', ...against, ...patchOptions, '--', ...paths], place);
  process.stdin.end();
  const ended = gitEnd(process, place);
  const files: PatchedFile[] = [];
  for await (const file of readPatch(process.stdout)) files.push(file);
  await ended;
  return files;
}

/** Nothing of the user's configuration may change what is read, and no attribute hide a file. */
const patchOptions =
  '--unified=0 --inter-hunk-context=0 --full-index --text --no-color --no-ext-diff --no-textconv --no-renames --no-relative --src-prefix=a/ --dst-prefix=b/ --ignore-submodules=all --diff-filter=ACMRT'.split(
    ' ',
  );

async function untracked(options: ScanOptions, { top, place }: Chosen): Promise<readonly ScanWork[]> {
  const listed = await gitOutput(
    ['ls-files', '--others', '--exclude-standard', '--full-name', '-z', '--', ...options.paths],
    place,
  );
  const paths = listed.split('\0').filter((path) => path !== '' && !path.endsWith('/'));
  return paths
    .map((path) => ({ path }))
    .filter(chooser(options, { top, place }))
    .map(({ path }) => placeFrom(place.cwd)(resolve(top, path)));
}

interface Chosen {
  readonly top: string;
  readonly place: GitPlace;
}

function chooser(options: ScanOptions, { top, place }: Chosen): (file: { readonly path: string }) => boolean {
  const wanted = createPathFilter(options);
  const placeOf = placeFrom(place.cwd);
  return ({ path }) => !isBinaryPath(path) && wanted(placeOf(resolve(top, path)).path);
}
