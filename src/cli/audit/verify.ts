import { verifyFiles } from '../../broker/audit/verify-files.ts';
import type { Progress } from '../../broker/audit/verify-files.ts';
import { verifyKept } from '../../broker/audit/verify-kept.ts';
import type { AuditVerdict } from '../../broker/protocol/records.ts';
import { loadKeychain } from '../../broker/vault/keychain.ts';
import { readVault } from '../../broker/vault/vault.ts';
import { adviceTexts, problemSentence } from '../../core/audit/problem.ts';
import { paintFor } from '../colours.ts';
import type { CliIo } from '../io.ts';
import { printable } from '../printable.ts';
import { openStore } from '../value-store.ts';
import { readExported } from './exported.ts';

/** Says whether the log is whole, and where it is not: that of a data folder, or an exported file by itself. */
export async function verify(
  what: { readonly folder: string } | { readonly exported: string },
  io: CliIo,
): Promise<number> {
  const progress = progressFor(io);
  const verdict =
    'folder' in what
      ? await verdictOf(what.folder, { io, progress })
      : await verifyFiles(readExported(what.exported), { forged: false }, progress);
  if (io.stderr.isTTY) io.stderr.write('\r\u001b[K');
  for (const { line, milliseconds } of verdict.notices) {
    const seconds = Math.round(milliseconds / 1000);
    io.stderr.write(`valet-key audit: before line ${line} the clock was set back by ${seconds} s\n`);
  }
  if (verdict.problems.length > 0) return tellProblems(verdict, { io, isExport: 'exported' in what });
  const { lines, signedUpTo } = verdict;
  const signed = signedUpTo === undefined ? '' : `, signed up to line ${signedUpTo}`;
  io.stdout.write(`the audit log is whole: ${lines === 1 ? '1 line' : `${lines} lines`}${signed}\n`);
  if (signedUpTo === undefined) io.stderr.write(`valet-key audit: ${'folder' in what ? unsigned : ofExport}\n`);
  return 0;
}

const ofExport =
  'the signed checkpoint is with the log itself, so lines that were cut off at the end would not show here';

const unsigned = 'there is no signed checkpoint yet, so lines cut off at the end would not show';

const ofExcerpt = 'an export of chosen records leaves others out: they show as missing';

function tellProblems(
  { problems, isWhole, lines }: AuditVerdict,
  { io, isExport }: { readonly io: CliIo; readonly isExport: boolean },
): number {
  const paint = paintFor(io.stdout, io.env);
  for (const problem of problems) io.stdout.write(`${paint('red', printable(problemSentence(problem)))}\n`);
  if (!isWhole) io.stdout.write(`too much is wrong: nothing was looked at after line ${lines}\n`);
  for (const code of new Set(problems.map((one) => one.code))) io.stderr.write(`${code}: ${adviceTexts[code]}\n`);
  if (isExport && problems.every(({ code }) => code === 'missing')) io.stderr.write(`valet-key audit: ${ofExcerpt}\n`);
  return 1;
}

/** On a terminal alone, and not for a log that is read at once. */
function progressFor({ stderr }: CliIo): Progress {
  if (!stderr.isTTY) return {};
  let toldAt = performance.now();
  return {
    onLooked(lines) {
      if (performance.now() - toldAt < betweenTellings) return;
      toldAt = performance.now();
      stderr.write(`\rverifying: ${lines} lines`);
    },
  };
}

/** Milliseconds. */
const betweenTellings = 300;

async function verdictOf(
  folder: string,
  { io, progress }: { readonly io: CliIo; readonly progress: Progress },
): Promise<AuditVerdict> {
  const keychain = loadKeychain(io.env);
  if (!readVault(folder)) return verifyKept({ folder, store: undefined, keychain }, progress);
  using store = await openStore(io, 'look');
  // Awaited here, so that the store is not shut before it is read.
  return await verifyKept({ folder, store, keychain }, progress);
}
