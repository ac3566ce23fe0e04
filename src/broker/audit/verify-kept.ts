import type { AuditVerdict } from '../protocol/records.ts';
import type { Keychain } from '../vault/keychain.ts';
import type { ValueStore } from '../vault/vault.ts';
import { readAuditFiles } from './audit-files.ts';
import { checkpointKey, openCheckpoints } from './checkpoint.ts';
import { verifyFiles } from './verify-files.ts';
import type { Progress } from './verify-files.ts';

export interface Verifying {
  /** The data folder. */
  readonly folder: string;
  /** Absent where there is no vault, and so no key that could have signed. */
  readonly store: ValueStore | undefined;
  readonly keychain: Keychain | undefined;
}

/** Whether the log of this machine is as it was written. */
export async function verifyKept(
  { folder, store, keychain }: Verifying,
  progress: Progress = {},
): Promise<AuditVerdict> {
  // The checkpoint first: the log may grow meanwhile, and never ends before it.
  const kept = store
    ? await openCheckpoints({ folder, key: await checkpointKey(store), keychain }).read()
    : { forged: false };
  return verifyFiles(readAuditFiles(folder), kept, progress);
}
