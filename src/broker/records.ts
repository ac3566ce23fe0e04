import { lastApprovals } from './audit/approved.ts';
import { exportLog } from './audit/export.ts';
import { readBack } from './audit/read-back.ts';
import { verifyKept } from './audit/verify-kept.ts';
import type { AuditPage, AuditParams, AuditVerdict, Governance } from './protocol.ts';
import type { Keychain } from './vault/keychain.ts';
import { keptNames } from './vault/kept-names.ts';
import { readVault } from './vault/vault.ts';
import type { ValueStore } from './vault/vault.ts';

/** What an editor can look up: what happened on this machine, and what is known of its requests. */
export interface Records {
  read(params: AuditParams): Promise<AuditPage>;
  verify(): Promise<AuditVerdict>;
  /** Answers when the file is whole. */
  export(path: string): Promise<boolean>;
  governance(workspace: string): Governance;
}

export interface RecordsPlace {
  /** The data folder. */
  readonly folder: string;
  readonly keychain: Keychain | undefined;
  readonly vault: () => ValueStore;
}

export function openRecords({ folder, keychain, vault }: RecordsPlace): Records {
  return {
    read: (params) => readBack(folder, params),
    verify: () => verifyKept({ folder, store: readVault(folder) ? vault() : undefined, keychain }),
    async export(path) {
      await exportLog(folder, path);
      return true;
    },
    governance(workspace) {
      const kept = keptNames(folder);
      return { approved: lastApprovals(folder, workspace), ...(kept && { kept }) };
    },
  };
}
