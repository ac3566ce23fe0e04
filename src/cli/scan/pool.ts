import { Worker } from 'node:worker_threads';
import { createFileScan, type FileScan, type FileScanOptions } from './file-scan.ts';
import type { Place } from './place.ts';
import type { FileReport } from './report.ts';

export interface PoolOptions {
  readonly fileScan: FileScanOptions;
  /** The program's own file: a thread comes in by the same door. */
  readonly program: URL;
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** Scans files in threads and gives their reports in the order of the files. */
export async function* scanInThreads(places: readonly Place[], options: PoolOptions): AsyncGenerator<FileReport> {
  const batches = batchesOf(places, options.threads);
  const reports = batches.map(() => deferred<readonly FileReport[]>());
  let next = 0;
  const threads = Array.from({ length: options.threads }, () =>
    startThread(options, {
      take: () =>
        options.signal.aborted ? undefined : batches[next] && { index: next, places: batches[next++] ?? [] },
      give: (index, found) => reports[index]?.resolve(found),
      fail: (index, error) => reports[index]?.reject(error),
    }),
  );
  const stop = deferred<never>();
  options.signal.addEventListener('abort', () => stop.reject(options.signal.reason as Error));
  try {
    for (const { promise } of reports) yield* await Promise.race([promise, stop.promise]);
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** As `Promise.withResolvers`, which the Node of older editors lacks. */
function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> = { resolve: ignore, reject: ignore };
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  // A fault is told when its turn comes; until then it must not be told as nobody's.
  promise.catch(ignore);
  return { promise, ...settle };
}

function ignore(): void {}

interface Batch {
  readonly index: number;
  readonly places: readonly Place[];
}

interface Counter {
  take(): Batch | undefined;
  give(index: number, reports: readonly FileReport[]): void;
  fail(index: number, error: unknown): void;
}

/** A thread always has the next batch waiting, so that it never waits itself. */
const aheadOf = 2;

function startThread({ fileScan, program }: PoolOptions, counter: Counter): Worker {
  const thread = new Worker(program, { workerData: fileScan });
  const pending: Batch[] = [];
  let broken: FileScan | undefined;
  const feed = () => {
    while (pending.length < aheadOf) {
      const batch = counter.take();
      if (!batch) return;
      pending.push(batch);
      if (broken) scanHere(broken);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
      else thread.postMessage(batch.places);
    }
  };
  /** A thread that fell over, for want of memory say, leaves its files to the program itself. */
  const scanHere = (scan: FileScan) => {
    for (const { index, places } of pending.splice(0)) {
      try {
        counter.give(index, places.map(scan));
      } catch (error) {
        counter.fail(index, error);
      }
    }
  };
  thread.on('message', (reports: readonly FileReport[]) => {
    const batch = pending.shift();
    if (batch) counter.give(batch.index, reports);
    feed();
  });
  thread.once('error', () => {
    broken = createFileScan(fileScan);
    scanHere(broken);
    feed();
  });
  feed();
  return thread;
}

/** Small at the start and at the end, so that results come soon and no thread works on alone. */
function batchesOf(places: readonly Place[], threads: number): readonly (readonly Place[])[] {
  const batches: (readonly Place[])[] = [];
  for (let from = 0; from < places.length;) {
    const share = Math.ceil((places.length - from) / (threads * 4));
    const size = Math.max(8, Math.min(64, share));
    batches.push(places.slice(from, from + size));
    from += size;
  }
  return batches;
}
