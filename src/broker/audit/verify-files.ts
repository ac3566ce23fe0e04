import { basename } from 'node:path';
import { tamperingSentence } from '../../core/audit/sentence.ts';
import { verifyLog } from '../../core/audit/verify.ts';
import type { AuditVerdict } from '../protocol.ts';
import type { AuditFile } from './audit-files.ts';
import { sha256 } from './sha256.ts';
import type { KeptCheckpoint } from './checkpoint.ts';

/** Whether files of a log are as they were written: every line, their order, and their end, as far as that was signed. */
export function verifyFiles(files: Iterable<AuditFile>, { checkpoint, forged }: KeptCheckpoint): AuditVerdict {
  const starts: Start[] = [];
  const { count, tampering } = verifyLog(linesFrom(files, starts), { sha256, ...(checkpoint && { checkpoint }) });
  const problems = [
    ...tampering.map((one) => `${tamperingSentence(one)}${placeOf(one.line, starts)}`),
    ...(forged ? ['the checkpoint was not signed with the key of this vault'] : []),
  ];
  return { lines: count, problems, ...(checkpoint && { signedUpTo: checkpoint.count }) };
}

/** The line of the whole log before which a file begins. */
interface Start {
  readonly path: string;
  readonly before: number;
}

function* linesFrom(files: Iterable<AuditFile>, starts: Start[]): Generator<string> {
  let before = 0;
  for (const { path, lines } of files) {
    starts.push({ path, before });
    before += lines.length;
    yield* lines;
  }
}

/** Where the log has several files, which of them, and its own line there. */
function placeOf(line: number, starts: readonly Start[]): string {
  const start = starts.findLast(({ before }) => before < line);
  return start === undefined || starts.length < 2 ? '' : ` (${basename(start.path)}, line ${line - start.before})`;
}
