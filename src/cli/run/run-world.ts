import { dataFolder } from '../../broker/disk/data-folder.ts';
import { liveRuns } from '../../broker/grants/live-runs.ts';
import { askVariable, BrokerError, runVariable, socketVariable } from '../../broker/protocol.ts';
import type { Answer, Question } from '../../broker/protocol.ts';
import { ancestorsOf } from '../../broker/disk/process-tree.ts';
import { openWorld } from '../../broker/run/open-world.ts';
import type { RunWorld } from '../../broker/run/run-plan.ts';
import { sessionOf } from '../../broker/run/session-id.ts';
import { loadKeychain } from '../../broker/vault/keychain.ts';
import type { ValueStore } from '../../broker/vault/vault.ts';
import type { CliIo } from '../io.ts';
import { printable } from '../printable.ts';
import { askAtTerminal } from './approval-prompt.ts';

/** What a run in a shell works with. A run that uses no request needs no vault, and signs nothing. */
export function runWorld(io: CliIo, vault: ValueStore | undefined): Promise<RunWorld> {
  return openWorld({
    folder: dataFolder({ env: io.env }),
    vault,
    keychain: loadKeychain(io.env),
    env: io.env,
    session: sessionOf(io.env),
    ask: (question) => askPerson(question, io),
    // What a provider answered or a task called is anybody's text.
    // A task may have put the terminal into its raw mode, where a line's end alone leads to no beginning.
    say: (text) => io.stderr.write(`valet-key: ${printable(text)}${io.stderr.isTTY ? '\r\n' : '\n'}`),
  });
}

/**
 * Whoever types at a terminal is asked there. A coding agent's terminal answers nothing, and a task's own is looked at by
 * few: their editor does.
 */
async function askPerson(question: Question, io: CliIo): Promise<Answer> {
  const socketPath = io.env[socketVariable];
  const isTyping = io.stdin.isTTY && question.agent === undefined && !isWithinRun(io.env);
  if (!socketPath || (isTyping && io.env[askVariable] !== 'editor')) return askHere(question, io);
  io.stderr.write('valet-key: waiting for an answer in the editor (Valet Key: Grants)\n');
  try {
    const { askEditor } = await import('../../broker/socket-client.ts');
    return await askEditor(socketPath, question);
  } catch (error) {
    if (error instanceof BrokerError) return isTyping ? askHere(question, io) : nobody;
    throw error;
  }
}

async function askHere(question: Question, io: CliIo): Promise<Answer> {
  return question.agent === undefined && !isWithinRun(io.env) ? askAtTerminal(question, io) : nobody;
}

/** A task can make a terminal of its own and type into it: whoever answers within a run may be what is asked about. */
function isWithinRun(env: NodeJS.ProcessEnv): boolean {
  if (env[runVariable] !== undefined) return true;
  const brokers = new Set(liveRuns(dataFolder({ env })).map(({ pid }) => pid));
  return brokers.size > 0 && ancestorsOf(process.pid).some((pid) => brokers.has(pid));
}

const nobody: Answer = { type: 'no', reason: 'nobody-to-ask' };
