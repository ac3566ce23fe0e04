import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { NotApproved } from '../broker/approve/approving.ts';
import { policyPath } from '../broker/approve/policy-file.ts';
import { run } from '../broker/run/run.ts';
import { RunRefused } from '../broker/run-refused.ts';
import type { RunPlan } from '../broker/run/run-plan.ts';
import { agentOfEnvironment } from '../core/agents/surroundings.ts';
import { findReferences } from './run/references.ts';
import { CommandFault } from './fault.ts';
import type { CliIo } from './io.ts';
import { requireManifest } from './manifest-file.ts';
import { chosenTask, tasksOf } from './run/chosen-task.ts';
import { runWorld } from './run/run-world.ts';
import { filledVariables, withoutKeys } from './run/task-environment.ts';
import { openStore } from './value-store.ts';
import { checkSources } from './run/values.ts';

export const usage = `Usage: valet-key run [OPTION] TASK
       valet-key run [OPTION] [TASK] -- COMMAND…

Runs a command under grants for the requests it uses. With the deliveries "header", "basic", "query", "path" and "sigv4"
it holds a placeholder, and the guard puts the value on calls that the request allows. With "env" it sees the value, with
"fd" too, in a file that can be read once; a command that sees a value ends with its grant.

  TASK          a task of valet-key.json: its command, with the requests it uses
  -- COMMAND…   this command instead; without a TASK it gets every request of valet-key.json
  --approve     only ask for the approval, for the next twelve hours: for what a coding agent will run
  --enforced    run only where the system holds the task to what it may read and call
  --read PATH   with --enforced, lets a command of your own read this too; --write PATH, read and write it
  --proxy-only  do not ask the system to: the command is one more program of yours then. It reads what you read, and
                calls what it likes past the guard, but without the value; what it starts is not
                asked in your place, and what it leaves running goes on without a grant

Held by the system, a task reaches the hosts of its call set by their names, with any program, and nothing else. A host
with neither methods nor paths, on a port that is not the web's (80, 443, 8080, 8443), means connections as they are,
as to a database: { "host": "db.example.com:5432" }.

A variable whose value is valet-key://REQUEST, in the environment or in a .env file beside the manifest or the command,
stands for that request.

A request is used after a person approved it as it stands, for this command: at the terminal, or in the editor where a
coding agent runs it. Where no person is, as in CI, an administrator approves in
${policyPath()}, owned by root:
  { "version": 1, "approve": [{ "workspace": "/builds/**", "request": "stripe-*", "hosts": ["api.stripe.com:443"], "write": true }] }
It means requests that can write only where it says "write": true, and those whose value the command sees ("env", "fd") only
where it says "visible": true. "refuse" takes the same rules, "max_ttl": "1h" limits every grant, and "require": "enforced"
refuses what the system cannot hold.

Exit status: the command's own; 128 and the signal's number if a signal ended it; 127 if it could not be found,
126 if it could not be started; 1 if a person did not approve it; 2 if a value or an approval is missing, or the manifest
is broken.
`;

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const { name, ownCommand, mode, ahead, also } = readArguments(args);
  const manifest = requireManifest(io.cwd);
  if (name === undefined && !ownCommand)
    throw new CommandFault(`name a task, or a command after "--": ${tasksOf(manifest.manifest)}`);
  const task = chosenTask(manifest, { name, ownCommand, cwd: io.cwd });
  const references = findReferences(io.env, [...new Set([task.cwd, manifest.folder])]);
  const uses = [...new Set([...task.uses, ...references.map(({ request }) => request)])];
  using store = await openStore(io, 'look');
  await checkSources(uses, manifest, { store, env: io.env });
  const plan: RunPlan = {
    manifest: manifest.manifest,
    workspace: realpathSync(manifest.folder),
    ...(task.name !== undefined && { task: task.name }),
    command: task.command,
    cwd: task.cwd,
    env: withoutKeys(io.env),
    uses,
    fills: filledVariables({ manifest, task, references }),
    mode,
    ...(also && { also: { read: also.read.map(pathFrom(io)), write: also.write.map(pathFrom(io)) } }),
    agent: agentOfEnvironment(io.env),
    ahead,
  };
  try {
    return await run(plan, await runWorld(io, uses.length > 0 ? store : undefined));
  } catch (error) {
    if (error instanceof RunRefused) throw new CommandFault(error.message, { cause: error, status: statusOf(error) });
    throw error;
  }
}

function statusOf({ cause }: RunRefused): 1 | 2 {
  return cause instanceof NotApproved && cause.reason === 'declined' ? 1 : 2;
}

/** `~` is the home, as in the manifest; the shell has replaced it where it could. */
function pathFrom({ cwd, env }: CliIo): (path: string) => string {
  const home = env['HOME'] ?? homedir();
  return (path) => resolve(cwd, path === '~' || path.startsWith('~/') ? join(home, path.slice(2)) : path);
}

interface RunArguments {
  readonly name: string | undefined;
  readonly ownCommand: readonly string[] | undefined;
  readonly mode: 'enforced' | 'proxy-only' | undefined;
  readonly ahead: boolean;
  readonly also?: { readonly read: readonly string[]; readonly write: readonly string[] };
}

function readArguments(args: readonly string[]): RunArguments {
  const end = args.indexOf('--');
  const { given, read, write } = takePaths(end < 0 ? args : args.slice(0, end));
  const ownCommand = end < 0 ? undefined : args.slice(end + 1);
  const modes = (['enforced', 'proxy-only'] as const).filter((mode) => given.includes(`--${mode}`));
  const before = given.filter((arg) => !['--approve', '--enforced', '--proxy-only'].includes(arg));
  const [name, extra] = before;
  const option = before.find((arg) => arg.startsWith('-'));
  if (option !== undefined) throw new CommandFault(`there is no option "${option}"; a command follows "--"`);
  if (extra !== undefined) throw new CommandFault('one task at a time; a command of your own follows "--"');
  if (ownCommand?.length === 0) throw new CommandFault('there is no command after "--"');
  if (modes.length > 1) throw new CommandFault('--enforced and --proxy-only cannot be used together');
  const chosen = { name, ownCommand, mode: modes[0], ahead: given.includes('--approve') };
  if (read.length + write.length === 0) return chosen;
  if (name !== undefined || modes[0] !== 'enforced') {
    throw new CommandFault(
      '--read and --write are for a command of your own with --enforced: a task says itself what it reads',
    );
  }
  return { ...chosen, also: { read, write } };
}

function takePaths(args: readonly string[]): { given: string[]; read: string[]; write: string[] } {
  const taken = { given: [] as string[], read: [] as string[], write: [] as string[] };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg !== '--read' && arg !== '--write') {
      taken.given.push(arg);
      continue;
    }
    const path = args[++at];
    if (path === undefined || path === '') throw new CommandFault(`${arg} wants a path`);
    taken[arg === '--read' ? 'read' : 'write'].push(path);
  }
  return taken;
}
