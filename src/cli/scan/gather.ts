import { dirname } from 'node:path';
import type { KnownEntry } from '../../core/detect/known.ts';
import type { CliIo } from '../io.ts';
import type { Changes } from './changes.ts';
import type { FileScanOptions } from './file-scan.ts';
import { repositoryOf } from './ignored.ts';
import { dotenvAbove, dotenvEntries, environmentEntries } from './known-values.ts';
import type { ScanOptions } from './options.ts';
import { placeFrom } from './place.ts';
import type { FileReport } from './report.ts';
import { reportsOnTree, reportsOnWorks } from './reports.ts';
import { readStdin } from './stdin.ts';
import { foldersOf, walk } from './walk.ts';

/** What is to be scanned, and what has to be known for it. */
export interface Gathered {
  readonly total: number;
  readonly known: readonly KnownEntry[];
  /** What was named, or lies in a tree, and could not be read. */
  readonly unreadable: readonly { readonly path: string; readonly code: string }[];
  reports(fileScan: FileScanOptions): AsyncGenerator<FileReport>;
}

export function gather(options: ScanOptions, io: CliIo, signal: AbortSignal): Promise<Gathered> {
  const { source } = options;
  if (source.type === 'stdin') return gatherStdin(source.name, options, io);
  return source.type === 'tree' ? gatherTree(options, io, signal) : gatherChanges(options, io, signal);
}

async function gatherTree(options: ScanOptions, io: CliIo, signal: AbortSignal): Promise<Gathered> {
  const paths = options.paths.length > 0 ? options.paths : ['.'];
  const walked = await walk({ ...options, paths, cwd: io.cwd, signal });
  const above = dotenvAbove(foldersOf(paths, io.cwd), repositoryOf(io.cwd) ?? io.cwd, placeFrom(io.cwd));
  return {
    total: walked.files.length,
    known: [...environmentEntries(io.env), ...dotenvEntries([...walked.dotenv, ...above])],
    unreadable: walked.unreadable,
    reports: (fileScan) => reportsOnTree(walked.files, { fileScan, program: io.program, jobs: options.jobs, signal }),
  };
}

async function gatherStdin(name: string, options: ScanOptions, io: CliIo): Promise<Gathered> {
  const reading = await readStdin(io.stdin, options.maxBytes);
  const [absolute] = foldersOf([`${name}/x`], io.cwd);
  const place = placeFrom(io.cwd)(absolute ?? io.cwd);
  const above = dotenvAbove([dirname(place.absolute)], repositoryOf(io.cwd) ?? io.cwd, placeFrom(io.cwd));
  return {
    total: 1,
    known: [...environmentEntries(io.env), ...dotenvEntries(above)],
    unreadable: [],
    reports: (fileScan) =>
      reportsOnWorks([{ ...place, path: name, reading }], { fileScan, signal: new AbortController().signal }),
  };
}

async function gatherChanges(options: ScanOptions, io: CliIo, signal: AbortSignal): Promise<Gathered> {
  const { stagedChanges, changesSince } = await import('./changes.ts');
  const { source } = options;
  const changes: Changes =
    source.type === 'since' ? await changesSince(source.revision, options, io) : await stagedChanges(options, io);
  const folders = new Set([changes.top, ...changes.files.map(({ absolute }) => dirname(absolute))]);
  return {
    total: changes.files.length,
    known: [...environmentEntries(io.env), ...dotenvEntries(dotenvAbove(folders, changes.top, placeFrom(io.cwd)))],
    unreadable: [],
    reports: (fileScan) => reportsOnWorks(changes.works(), { fileScan, signal }),
  };
}
