import { randomInt } from 'node:crypto';
import type { CliIo } from './io.ts';
import { createFileScan } from './scan/file-scan.ts';
import { machineKey } from './scan/machine-key.ts';
import { jsonlOf } from './scan/jsonl.ts';
import { knownTo } from './scan/known-values.ts';
import { readOptions } from './scan/options.ts';
import { walk } from './scan/walk.ts';

export { usage } from './scan/options.ts';

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const options = readOptions(args);
  const paths = options.paths.length > 0 ? options.paths : ['.'];
  const walked = await walk({ ...options, paths, cwd: io.cwd, signal: new AbortController().signal });
  const fileScan = createFileScan({
    minConfidence: options.minConfidence,
    publishable: options.publishable,
    maxBytes: options.maxBytes,
    fingerprintKey: machineKey(io),
    hashKey: randomInt(2 ** 32),
    known: knownTo(walked, io.env),
  });
  let status = 0;
  for (const work of walked.files) {
    const report = fileScan(work);
    if (report.hits.length > 0) status = 1;
    io.stdout.write(jsonlOf(report));
  }
  return status;
}
