import { availableParallelism } from 'node:os';
import { createFileScan, type FileScanOptions, type ScanWork } from './file-scan.ts';
import type { Place } from './place.ts';
import type { FileReport } from './report.ts';
import { turn } from './turn.ts';

export interface ReportOptions {
  readonly fileScan: FileScanOptions;
  readonly program: URL;
  /** Threads to use; absent: as many as help. */
  readonly jobs: number | undefined;
  readonly signal: AbortSignal;
}

/** Reports on the files of a tree, in their order. */
export async function* reportsOnTree(places: readonly Place[], options: ReportOptions): AsyncGenerator<FileReport> {
  const threads = Math.min(options.jobs ?? threadsFor(places.length), Math.max(1, places.length));
  if (threads === 1) {
    yield* reportsOnWorks(places, options);
    return;
  }
  const { scanInThreads } = await import('./pool.ts');
  yield* scanInThreads(places, { ...options, threads });
}

/** Reports on works that come one after the other, without keeping the thread from what else it has to do. */
export async function* reportsOnWorks(
  works: Iterable<ScanWork> | AsyncIterable<ScanWork>,
  { fileScan, signal }: Pick<ReportOptions, 'fileScan' | 'signal'>,
): AsyncGenerator<FileReport> {
  const scan = createFileScan(fileScan);
  let turned = performance.now();
  for await (const work of works) {
    if (performance.now() - turned > longestHold) {
      await turn();
      turned = performance.now();
    }
    signal.throwIfAborted();
    yield scan(work);
  }
}

/** Milliseconds after which signals and streams get their turn. */
const longestHold = 25;

/** A thread needs some hundred milliseconds to learn the catalogue: it has to be worth that. */
function threadsFor(files: number): number {
  return Math.max(1, Math.min(availableParallelism(), mostThreads, Math.floor(files / filesPerThread)));
}

const filesPerThread = 500;
const mostThreads = 8;
