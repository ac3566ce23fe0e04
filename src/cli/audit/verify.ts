import { basename } from 'node:path';
import { sha256 } from '../../broker/audit/audit-log.ts';
import type { AuditFile } from '../../broker/audit/audit-log.ts';
import { checkpointKey, openCheckpoints } from '../../broker/audit/checkpoint.ts';
import type { Checkpoint } from '../../broker/audit/checkpoint.ts';
import { loadKeychain } from '../../broker/vault/keychain.ts';
import { readVault } from '../../broker/vault/vault.ts';
import { tamperingSentence } from '../../core/audit/sentence.ts';
import { verifyLog } from '../../core/audit/verify.ts';
import type { CliIo } from '../io.ts';
import { openStore } from '../value-store.ts';

/** Says whether the log is whole, and where it is not. `where` is the data folder, or `exported` for a file by itself. */
export async function verify(
  files: () => Iterable<AuditFile>,
  where: { readonly folder: string } | 'exported',
  io: CliIo,
): Promise<number> {
  // The checkpoint first: the log may grow meanwhile, and never ends before it.
  const { checkpoint, forged, note } =
    where === 'exported' ? { forged: false, note: ofExport } : await checkpointOf(where.folder, io);
  const starts: Start[] = [];
  const { count, tampering } = verifyLog(linesFrom(files(), starts), { sha256, ...(checkpoint && { checkpoint }) });
  for (const one of tampering) io.stdout.write(`${tamperingSentence(one)}${placeOf(one.line, starts)}\n`);
  if (forged) io.stdout.write('the checkpoint was not signed with the key of this vault\n');
  if (tampering.length > 0 || forged) return 1;
  const lines = count === 1 ? '1 line' : `${count} lines`;
  io.stdout.write(`the audit log is whole: ${lines}${checkpoint ? `, signed up to line ${checkpoint.count}` : ''}\n`);
  if (note !== undefined) io.stderr.write(`valet-key audit: ${note}\n`);
  return 0;
}

const ofExport =
  'the signed checkpoint is with the log itself, so lines that were cut off at the end would not show here';

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

interface KeptCheckpoint {
  readonly checkpoint?: Checkpoint;
  readonly forged: boolean;
  /** What could not be checked, and why. */
  readonly note?: string;
}

async function checkpointOf(folder: string, io: CliIo): Promise<KeptCheckpoint> {
  const unsigned = 'there is no signed checkpoint yet, so lines cut off at the end would not show';
  if (!readVault(folder)) return { forged: false, note: unsigned };
  using store = await openStore(io, 'look');
  const checkpoints = openCheckpoints({ folder, key: await checkpointKey(store), keychain: loadKeychain(io.env) });
  const kept = await checkpoints.read();
  return kept.checkpoint || kept.forged ? kept : { forged: false, note: unsigned };
}
