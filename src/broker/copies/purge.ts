import { chmodSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { writeDurably } from '../disk/durable-file.ts';
import type { Traces } from './traces.ts';

/**
 * Writes asterisks over the values in a file, in one move: whatever happens, the old file or the new one stands there.
 * Its length, mode and time stay, so that whoever keeps it finds it as it was. Answers whether there was anything to do;
 * throws a `BrokerError` where the file cannot be written.
 */
export function purgeCopy(path: string, traces: Traces): boolean {
  const masked = traces.mask(readFileSync(path));
  if (!masked) return false;
  const { mode, atime, mtime } = statSync(path);
  writeDurably(path, masked);
  chmodSync(path, mode & 0o7777);
  utimesSync(path, atime, mtime);
  return true;
}
