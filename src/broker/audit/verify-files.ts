import { basename } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { AuditProblem } from '../../core/audit/problem.ts';
import type { Tampering } from '../../core/audit/tampering.ts';
import { createVerifier } from '../../core/audit/verify.ts';
import type { AuditVerdict } from '../protocol/records.ts';
import type { AuditPart } from './audit-files.ts';
import { sha256 } from './sha256.ts';
import type { KeptCheckpoint } from './checkpoint.ts';

export interface Progress {
  /** Ends it: what was found so far is answered, with `isWhole` false. */
  readonly signal?: AbortSignal;
  /** Hears how many lines were looked at. */
  readonly onLooked?: (lines: number) => void;
}

/**
 * Whether files of a log are as they were written: every line, their order, and their end, as far as that was signed.
 * Part by part, so that whoever waits for something else does not wait for this, and in memory that does not grow.
 */
export async function verifyFiles(
  parts: Iterable<AuditPart>,
  kept: KeptCheckpoint,
  { signal, onLooked }: Progress = {},
): Promise<AuditVerdict> {
  const starts: Start[] = [];
  const { checkpoint } = kept;
  const verifier = createVerifier({ sha256, ...(checkpoint && { checkpoint }) });
  let seen = 0;
  for (const { path, lines } of parts) {
    if (starts.at(-1)?.path !== path) starts.push({ path, before: seen });
    seen += lines.length;
    const isWanted = lines.every((line) => verifier.take(line));
    onLooked?.(seen);
    await breathe();
    if (signal?.aborted === true) return { lines: seen, problems: [], notices: [], isWhole: false };
    if (!isWanted) break;
  }
  const { tampering, notices, isComplete } = verifier.end();
  const found = tampering.map((one) => problemOf(one, starts));
  return {
    lines: seen,
    problems: [...found, ...problemsOf(kept, found.length === 0)],
    notices: notices.map((one) => ({ ...one, ...placeIn(one.line, starts) })),
    isWhole: isComplete,
    ...(checkpoint && { signedUpTo: checkpoint.count }),
  };
}

/** What is amiss with the checkpoint itself; that a part of it is gone is told where nothing else is. */
function problemsOf({ forged, lost }: KeptCheckpoint, isElseWhole: boolean): readonly AuditProblem[] {
  if (forged) return [{ code: 'forged' }];
  return lost !== undefined && isElseWhole ? [{ code: lost }] : [];
}

/** The line of the whole log before which a file begins. */
interface Start {
  readonly path: string;
  readonly before: number;
}

function problemOf({ code, line, through, lines }: Tampering, starts: readonly Start[]): AuditProblem {
  return {
    code,
    line,
    ...(through !== undefined && { through }),
    ...(lines !== undefined && { lines }),
    ...placeIn(line, starts),
  };
}

/** Where the log has several files, which of them, and its own line there. */
function placeIn(line: number, starts: readonly Start[]): Pick<AuditProblem, 'file' | 'lineInFile'> {
  const start = starts.findLast(({ before }) => before < line);
  if (start === undefined || starts.length < 2) return {};
  return { file: basename(start.path), lineInFile: line - start.before };
}
