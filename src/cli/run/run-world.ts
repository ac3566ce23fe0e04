import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { openApprovals } from '../../broker/approve/approvals.ts';
import type { Ask } from '../../broker/approve/approving.ts';
import { openAuditLog } from '../../broker/audit/audit-log.ts';
import { checkpointKey, openCheckpoints } from '../../broker/audit/checkpoint.ts';
import { dataFolder } from '../../broker/disk/data-folder.ts';
import { loadKeychain } from '../../broker/vault/keychain.ts';
import { policyPath, readPolicyFile } from '../../broker/approve/policy-file.ts';
import type { RunWorld } from '../../broker/run/run-plan.ts';
import { BrokerError, socketVariable } from '../../broker/protocol.ts';
import type { Answer, Question } from '../../broker/protocol.ts';
import { sessionOf } from '../../broker/run/session-id.ts';
import { askEditor } from '../../broker/socket-client.ts';
import type { ValueStore } from '../../broker/vault/vault.ts';
import type { Tail } from '../../core/audit/chain.ts';
import type { CliIo } from '../io.ts';
import { askAtTerminal } from './approval-prompt.ts';

/** What a run in a shell works with. A run that uses no request needs no vault, and signs nothing. */
export async function runWorld(io: CliIo, vault: ValueStore | undefined): Promise<RunWorld> {
  const folder = dataFolder({ env: io.env });
  const key = vault ? await checkpointKey(vault) : randomBytes(32);
  const checkpoints = openCheckpoints({ folder, key, keychain: loadKeychain(io.env) });
  const ask: Ask = (question) => askPerson(question, io);
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

/** Whoever types at a terminal is asked there; a coding agent's terminal answers nothing, its editor does. */
async function askPerson(question: Question, io: CliIo): Promise<Answer> {
  const socketPath = io.env[socketVariable];
  const isTyping = io.stdin.isTTY && question.agent === undefined;
  if (isTyping || !socketPath) return question.agent === undefined ? askAtTerminal(question, io) : nobody;
  io.stderr.write('valet-key: waiting for an answer in the editor (Valet Key: Grants)\n');
  try {
    return await askEditor(socketPath, question);
  } catch (error) {
    if (error instanceof BrokerError) return nobody;
    throw error;
  }
}

const nobody: Answer = { type: 'no', reason: 'nobody-to-ask' };

const noStore: Pick<ValueStore, 'values'> = { values: () => Promise.reject(new BrokerError({ code: 'not-started' })) };
