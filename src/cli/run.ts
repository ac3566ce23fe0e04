import { runTask } from '../broker/task-run.ts';
import { findReferences } from './run/references.ts';
import { CommandFault } from './fault.ts';
import type { CliIo } from './io.ts';
import { requireManifest } from './manifest-file.ts';
import { chosenTask } from './run/chosen-task.ts';
import { taskEnvironment } from './run/task-environment.ts';
import { openStore } from './value-store.ts';
import { valuesFor } from './run/values.ts';

export const usage = `Usage: valet-key run TASK
       valet-key run [TASK] -- COMMAND…

Runs a command with the values of its requests in its environment.

  TASK         a task of valet-key.json: its command, with the requests it uses
  -- COMMAND…  this command instead; without a TASK it gets every request of valet-key.json

A variable whose value is valet-key://REQUEST, in the environment or in a .env file beside the manifest or the command,
gets the value of that request.

Exit status: the command's own; 128 and the signal's number if a signal ended it; 127 if it could not be found,
126 if it could not be started; 2 if a value is missing or the manifest is broken.
`;

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const { name, ownCommand } = readArguments(args);
  const manifest = requireManifest(io.cwd);
  const task = chosenTask(manifest, { name, ownCommand, cwd: io.cwd });
  const references = findReferences(io.env, [...new Set([task.cwd, manifest.folder])]);
  const needed = [...new Set([...task.uses, ...references.map(({ request }) => request)])];
  const values = await valuesFor(needed, manifest, () => openStore(io, 'look'));
  const { env, filled } = taskEnvironment({ manifest, task, references, values, env: io.env });
  if (filled.length > 0) io.stderr.write(`valet-key: ${filled.join(', ')} in the environment, visible to the task\n`);
  return runTask({
    command: task.command,
    cwd: task.cwd,
    env,
    say: (text) => io.stderr.write(`valet-key run: ${text}\n`),
  });
}

function readArguments(args: readonly string[]): {
  name: string | undefined;
  ownCommand: readonly string[] | undefined;
} {
  const end = args.indexOf('--');
  const before = end < 0 ? args : args.slice(0, end);
  const ownCommand = end < 0 ? undefined : args.slice(end + 1);
  const [name, extra] = before;
  const option = before.find((arg) => arg.startsWith('-'));
  if (option !== undefined) throw new CommandFault(`there is no option "${option}"; a command follows "--"`);
  if (extra !== undefined) throw new CommandFault('one task at a time; a command of your own follows "--"');
  if (ownCommand?.length === 0) throw new CommandFault('there is no command after "--"');
  if (name === undefined && !ownCommand) throw new CommandFault('name a task, or a command after "--"');
  return { name, ownCommand };
}
