import { tamperingSentence } from '../../core/audit/sentence.ts';
import { verifyLog } from '../../core/audit/verify.ts';
import type { AuditVerdict } from '../protocol.ts';
import type { Keychain } from '../vault/keychain.ts';
import type { ValueStore } from '../vault/vault.ts';
import { auditLines, sha256 } from './audit-log.ts';
import { checkpointKey, openCheckpoints } from './checkpoint.ts';

export interface Verifying {
  /** The data folder. */
  readonly folder: string;
  /** Absent where there is no vault, and so no key that could have signed. */
  readonly store: ValueStore | undefined;
  readonly keychain: Keychain | undefined;
}

/** Whether the log is as it was written: every line, their order, and its end, as far as that was signed. */
export async function verifyKept({ folder, store, keychain }: Verifying): Promise<AuditVerdict> {
  const kept = store
    ? await openCheckpoints({ folder, key: await checkpointKey(store), keychain }).read()
    : { forged: false };
  const checkpoint = 'checkpoint' in kept ? kept.checkpoint : undefined;
  const { count, tampering } = verifyLog(auditLines(folder), { sha256, ...(checkpoint && { checkpoint }) });
  const problems = [
    ...tampering.map(tamperingSentence),
    ...(kept.forged ? ['the checkpoint was not signed with the key of this vault'] : []),
  ];
  return { lines: count, problems, ...(checkpoint && { signedUpTo: checkpoint.count }) };
}
