import { openApprovals } from './approve/approvals.ts';
import { withdrawApprovals } from './approve/withdraw.ts';
import { checkpointKey } from './audit/checkpoint.ts';
import { readAuditFiles } from './audit/audit-files.ts';
import { exportLines } from './audit/export.ts';
import { rememberedOf } from './audit/remembered.ts';
import { readBack } from './audit/read-back.ts';
import type { Progress } from './audit/verify-files.ts';
import { verifyKept } from './audit/verify-kept.ts';
import type { AuditPage, AuditParams, AuditVerdict, Governance, GovernanceParams } from './protocol/records.ts';
import type { StandingApproval, Withdrawn } from './protocol/approvals.ts';
import { unreadyReason } from './providers/unready.ts';
import type { Keychain } from './vault/keychain.ts';
import { keptNames } from './vault/kept-names.ts';
import { readVault } from './vault/vault.ts';
import type { ValueStore } from './vault/vault.ts';

/** What an editor can look up: what happened on this machine, and what is known of its requests. */
export interface Records {
  read(params: AuditParams): Promise<AuditPage>;
  verify(progress?: Progress): Promise<AuditVerdict>;
  /** Answers when the file is whole. */
  export(path: string): Promise<boolean>;
  governance(params: GovernanceParams): Governance;
  /** What was approved and still holds. */
  approvals(): Promise<readonly StandingApproval[]>;
  /** Withdraws what was approved for these requests; how many approvals there were. */
  withdraw(requests: readonly Withdrawn[]): Promise<number>;
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
    verify: (progress) => verifyKept({ folder, store: readVault(folder) ? vault() : undefined, keychain }, progress),
    async export(path) {
      // The dialog that named the file has asked before it replaces one.
      const format = path.toLowerCase().endsWith('.csv') ? 'csv' : 'jsonl';
      await exportLines(readAuditFiles(folder), path, { format, existing: 'replace' });
      return true;
    },
    governance({ workspace, requests }) {
      const kept = keptNames(folder);
      return { ...rememberedOf(folder, workspace), unready: unreadyIn(requests), ...(kept && { kept }) };
    },
    async approvals() {
      if (!readVault(folder)) return [];
      const approvals = openApprovals({ folder, key: await checkpointKey(vault()) }).live();
      return approvals.map(({ workspace, name, command_s256, task, program, until }) => ({
        workspace,
        request: name,
        scope: command_s256 === '*' ? 'any command' : 'command',
        ...(task !== undefined && { task }),
        ...(program !== undefined && { program }),
        until,
      }));
    },
    withdraw: (requests) =>
      withdrawApprovals(folder, ({ workspace, name }) =>
        requests.some((one) => one.workspace === workspace && one.request === name),
      ),
  };
}

function unreadyIn(requests: GovernanceParams['requests']): Governance['unready'] {
  const reasons = Object.entries(requests).flatMap(([name, request]) => {
    const reason = unreadyReason(request, process.env);
    return reason === undefined ? [] : [[name, reason] as const];
  });
  return Object.fromEntries(reasons);
}
