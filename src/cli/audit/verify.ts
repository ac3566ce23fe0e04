import { verifyFiles } from '../../broker/audit/verify-files.ts';
import { verifyKept } from '../../broker/audit/verify-kept.ts';
import type { AuditFile } from '../../broker/audit/audit-files.ts';
import type { AuditVerdict } from '../../broker/protocol.ts';
import { loadKeychain } from '../../broker/vault/keychain.ts';
import { readVault } from '../../broker/vault/vault.ts';
import type { CliIo } from '../io.ts';
import { openStore } from '../value-store.ts';

/** Says whether the log is whole, and where it is not: that of a data folder, or an exported file by itself. */
export async function verify(
  what: { readonly folder: string } | { readonly exported: AuditFile },
  io: CliIo,
): Promise<number> {
  const verdict = 'folder' in what ? await verdictOf(what.folder, io) : verifyFiles([what.exported], { forged: false });
  const { lines, problems, signedUpTo } = verdict;
  for (const problem of problems) io.stdout.write(`${problem}\n`);
  if (problems.length > 0) return 1;
  const signed = signedUpTo === undefined ? '' : `, signed up to line ${signedUpTo}`;
  io.stdout.write(`the audit log is whole: ${lines === 1 ? '1 line' : `${lines} lines`}${signed}\n`);
  if (signedUpTo === undefined) io.stderr.write(`valet-key audit: ${'folder' in what ? unsigned : ofExport}\n`);
  return 0;
}

const ofExport =
  'the signed checkpoint is with the log itself, so lines that were cut off at the end would not show here';

const unsigned = 'there is no signed checkpoint yet, so lines cut off at the end would not show';

async function verdictOf(folder: string, io: CliIo): Promise<AuditVerdict> {
  const keychain = loadKeychain(io.env);
  if (!readVault(folder)) return verifyKept({ folder, store: undefined, keychain });
  using store = await openStore(io, 'look');
  // Awaited here, so that the store is not shut before it is read.
  return await verifyKept({ folder, store, keychain });
}
