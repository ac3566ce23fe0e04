import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { readLine } from '../../core/audit/chain.ts';
import { fits } from '../../core/audit/filter.ts';
import type { AuditFilter } from '../../core/audit/filter.ts';
import { systemCodeOf } from '../disk/disk-fault.ts';
import type { AuditEntry, AuditPage } from '../protocol/records.ts';
import { auditFiles } from './audit-files.ts';

export interface ReadingBack {
  readonly filter: AuditFilter;
  /** Only lines before this one, counted over the whole log. */
  readonly before?: number;
  readonly limit: number;
}

/** The newest lines first, from the end of the files: however long the log is, a page costs what is looked at for it. */
export async function readBack(folder: string, { filter, before = Infinity, limit }: ReadingBack): Promise<AuditPage> {
  const entries: AuditEntry[] = [];
  let looked = 0;
  for (const line of linesBack(folder)) {
    const place = sequenceIn(line);
    if (place !== undefined && place >= before) continue;
    if (entries.length >= limit || looked >= mostLooked) return { entries, next: (place ?? 0) + 1 };
    looked++;
    if (looked % 500 === 0) await breathe();
    // A line that cannot be read is what verifying tells of; here it must not hide the others.
    const read = readLine(line);
    if (!read || !fits(read.record.unmapped, filter)) continue;
    entries.push({ sequence: read.sequence, time: read.record.time, event: read.record.unmapped });
  }
  return { entries };
}

/** Lines that one page looks at, at most: a rare one may be far back, and whoever asked may want to stop. */
const mostLooked = 20_000;

/** Every whole line, the last one first. */
export function* linesBack(folder: string): Generator<string> {
  for (const path of auditFiles(folder).toReversed()) yield* linesOfFileBack(path);
}

function* linesOfFileBack(path: string): Generator<string> {
  const file = openIfThere(path);
  if (file === undefined) return;
  try {
    // The beginning of what was read, up to its first line end: a line whose own beginning lies further back.
    let rest: Buffer = Buffer.alloc(0);
    for (let end = fstatSync(file).size, isLast = true; end > 0; isLast = false) {
      const start = Math.max(0, end - chunkBytes);
      const read = Buffer.alloc(end - start);
      readSync(file, read, 0, read.length, start);
      const bytes = Buffer.concat([read, rest]);
      // What a crash left half-written at the end is no line.
      const whole = isLast ? bytes.subarray(0, bytes.lastIndexOf(10) + 1) : bytes;
      const first = start === 0 ? 0 : whole.indexOf(10) + 1;
      if (first > 0 || start === 0) yield* whole.toString('utf8', first).split('\n').filter(Boolean).toReversed();
      rest = first === 0 && start > 0 ? whole : whole.subarray(0, first);
      end = start;
    }
  } finally {
    closeSync(file);
  }
}

const chunkBytes = 256 * 1024;

/** It may have been rotated a moment ago. */
function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Without reading the whole line: most are only passed over. */
export function sequenceIn(line: string): number | undefined {
  const found = /"sequence":(?<sequence>\d+)/.exec(line)?.groups?.['sequence'];
  return found === undefined ? undefined : Number(found);
}
