import { dataFolder } from '../broker/disk/data-folder.ts';
import { liveRuns } from '../broker/grants/live-runs.ts';
import type { LiveGrant, LiveRun } from '../broker/protocol/grants.ts';
import { readArguments } from './arguments.ts';
import { CommandFault } from './fault.ts';
import type { CliIo } from './io.ts';
import { showApprovals } from './grants/approvals.ts';
import { printable } from './printable.ts';

export const usage = `Usage: valet-key grants [--approvals] [--format text|jsonl]

Shows the grants that are live now: which run uses which request, how it gets the credential, and for how long yet.
"valet-key revoke NAME" ends one.

  --approvals  what was approved and still holds, in every workspace: what may be granted without asking again;
               "valet-key revoke --approvals NAME" withdraws it

Exit status: 0 shown, 2 the command could not do its work.
`;

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, {
    format: { type: 'string', default: 'text' },
    approvals: { type: 'boolean', default: false },
  });
  if (positionals.length > 0) throw new CommandFault('grants takes no names');
  if (values.format !== 'text' && values.format !== 'jsonl') throw new CommandFault('--format is one of text, jsonl');
  const folder = dataFolder({ env: io.env });
  if (values.approvals) return showApprovals(folder, values.format, io);
  const runs = liveRuns(folder);
  const now = Date.now();
  if (values.format === 'jsonl') {
    for (const { grants, ...run } of runs) {
      for (const grant of grants) io.stdout.write(`${JSON.stringify({ ...run, grant })}\n`);
    }
    return 0;
  }
  if (runs.every(({ grants }) => grants.length === 0)) io.stderr.write('valet-key: there are no live grants\n');
  for (const run of runs) io.stdout.write(textOf(run, now));
  return 0;
}

function textOf(run: LiveRun, now: number): string {
  const { task, program, mode, agent, workspace, grants } = run;
  if (grants.length === 0) return '';
  const who = task === undefined ? program : `task ${task}`;
  const by = agent === undefined ? '' : `, started by ${agent}`;
  const title = printable(`${who} (${mode}${by}) in ${workspace}`);
  return `${title}\n${grants.map((grant) => `  ${grantText(grant, now)}\n`).join('')}`;
}

function grantText({ request, delivery, state, expiresAt, usesLeft }: LiveGrant, now: number): string {
  const time = state === 'live' ? `${lasting(expiresAt - now)} left` : state;
  const uses = usesLeft === undefined ? '' : `, ${usesLeft} calls left`;
  return printable(`${request}  by ${delivery}, ${time}${uses}`);
}

function lasting(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return `${Math.max(0, Math.ceil(milliseconds / 1000))}s`;
  return minutes < 120 ? `${minutes}m` : `${Math.floor(minutes / 60)}h`;
}
