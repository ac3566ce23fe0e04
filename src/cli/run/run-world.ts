import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { openApprovals } from '../../broker/approvals.ts';
import type { Ask } from '../../broker/approving.ts';
import { openAuditLog } from '../../broker/audit-log.ts';
import { checkpointKey, openCheckpoints } from '../../broker/checkpoint.ts';
import { dataFolder } from '../../broker/data-folder.ts';
import { loadKeychain } from '../../broker/keychain.ts';
import { policyPath, readPolicyFile } from '../../broker/policy-file.ts';
import type { RunWorld } from '../../broker/run-plan.ts';
import { BrokerError } from '../../broker/protocol.ts';
import { sessionOf } from '../../broker/session-id.ts';
import type { ValueStore } from '../../broker/vault.ts';
import type { Tail } from '../../core/audit/chain.ts';
import type { CliIo } from '../io.ts';
import { askAtTerminal } from './approval-prompt.ts';

/** What a run in a shell works with. A run that uses no request needs no vault, and signs nothing. */
export async function runWorld(io: CliIo, vault: ValueStore | undefined): Promise<RunWorld> {
  const folder = dataFolder({ env: io.env });
  const key = vault ? await checkpointKey(vault) : randomBytes(32);
  const checkpoints = openCheckpoints({ folder, key, keychain: loadKeychain(io.env) });
  const ask: Ask = (question) => askAtTerminal(question, io);
  return {
    folder,
    home: homedir(),
    store: vault ?? noStore,
    env: io.env,
    approvals: openApprovals({ folder, key }),
    policy: readPolicyFile(policyPath()),
    session: sessionOf(io.env),
    ask,
    audit: openAuditLog({ folder, ...(vault && { checkpoint: (tail: Tail) => checkpoints.keep(tail) }) }),
    say: (text) => io.stderr.write(`valet-key: ${text}\n`),
    now: Date.now,
  };
}

const noStore: Pick<ValueStore, 'values'> = { values: () => Promise.reject(new BrokerError({ code: 'not-started' })) };
