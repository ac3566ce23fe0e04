import { dataFolder } from '../../broker/disk/data-folder.ts';
import { askVariable, runVariable, socketVariable } from '../../broker/protocol/variables.ts';
import { BrokerError } from '../../broker/protocol/faults.ts';
import type { Answer, Question } from '../../broker/protocol/approvals.ts';
import { openWorld } from '../../broker/run/open-world.ts';
import type { RunWorld } from '../../broker/run/run-plan.ts';
import { isTasksOwn, isWithinRun } from '../../broker/run/within-run.ts';
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
 * Whoever types at a terminal is asked there. A coding agent's terminal answers nothing; a task can make one of its own
 * and type into it, and an editor of its own too: within a run the person's own editor is asked, or nobody.
 */
async function askPerson(question: Question, io: CliIo): Promise<Answer> {
  const socketPath = io.env[socketVariable];
  const folder = dataFolder({ env: io.env });
  const isWithin = io.env[runVariable] !== undefined || isWithinRun(process.pid, folder);
  // The question goes to the terminal itself, also where the input is a file.
  const isAnswering = question.agent === undefined && !isWithin;
  const isTyping = io.stdin.isTTY && isAnswering;
  if (!socketPath || (isTyping && io.env[askVariable] !== 'editor'))
    return isAnswering ? askAtTerminal(question, io) : nobody;
  io.stderr.write('valet-key: waiting for an answer in the editor (Valet Key: Grants)\n');
  try {
    const { askEditor } = await import('../../broker/socket-client.ts');
    return await askEditor(socketPath, question, () => !isWithin || !isTasksOwn(socketPath, folder));
  } catch (error) {
    if (error instanceof BrokerError) return isTyping ? askAtTerminal(question, io) : nobody;
    throw error;
  }
}

const nobody: Answer = { type: 'no', reason: 'nobody-to-ask' };
