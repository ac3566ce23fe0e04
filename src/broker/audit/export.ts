import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { diskFault } from '../disk/disk-fault.ts';
import { auditFiles } from './audit-files.ts';

/** Writes the whole log into one file, line by line as it stands, so that its chain can be verified elsewhere. */
export async function exportLog(folder: string, path: string): Promise<void> {
  try {
    await pipeline(partsOf(folder), createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    throw diskFault(path, error);
  }
}

async function* partsOf(folder: string): AsyncGenerator<Buffer> {
  for (const path of auditFiles(folder)) yield* createReadStream(path) as AsyncIterable<Buffer>;
}
