import { parentPort, workerData } from 'node:worker_threads';
import { createFileScan, type FileScanOptions } from './file-scan.ts';
import type { Place } from './place.ts';

/** Scans the files that the program's main thread names, a batch at a time. */
const fileScan = createFileScan(workerData as FileScanOptions);
parentPort?.on('message', (places: readonly Place[]) => {
  // The rule is about windows; threads have no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(places.map(fileScan));
});
