import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { openApprovals } from '../approve/approvals.ts';
import type { Ask } from '../approve/approving.ts';
import { policyPath, readPolicyFile } from '../approve/policy-file.ts';
import { openAuditLog } from '../audit/audit-log.ts';
import { checkpointKey, openCheckpoints } from '../audit/checkpoint.ts';
import { BrokerError } from '../protocol/faults.ts';
import type { Keychain } from '../vault/keychain.ts';
import type { ValueStore } from '../vault/vault.ts';
import type { RunWorld } from './run-plan.ts';
import { steadyClock } from './steady-clock.ts';

export interface WorldParts {
  /** The data folder. */
  readonly folder: string;
  /** Absent for a run that uses no request: it needs no vault, and signs nothing. */
  readonly vault: ValueStore | undefined;
  readonly keychain: Keychain | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Names the editor or terminal that the run is started from. */
  readonly session: string;
  readonly ask: Ask;
  readonly say: (text: string) => void;
}

/** What a run works with on this machine, whoever starts it. */
export async function openWorld({ folder, vault, keychain, ...parts }: WorldParts): Promise<RunWorld> {
  const key = vault ? await checkpointKey(vault) : randomBytes(32);
  const checkpoints = openCheckpoints({ folder, key, keychain });
  return {
    ...parts,
    folder,
    home: homedir(),
    store: vault ?? noStore,
    approvals: openApprovals({ folder, key }),
    policy: readPolicyFile(policyPath()),
    audit: openAuditLog({ folder, ...(vault && { checkpoints }) }),
    now: steadyClock(),
  };
}

const noStore: Pick<ValueStore, 'values'> = { values: () => Promise.reject(new BrokerError({ code: 'not-started' })) };
