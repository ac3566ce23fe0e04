import { setTimeout as sleep } from 'node:timers/promises';
import { withdrawApprovals } from '../broker/approve/withdraw.ts';
import { dataFolder } from '../broker/disk/data-folder.ts';
import { askToRevoke, liveRuns } from '../broker/grants/live-runs.ts';
import type { LiveRun } from '../broker/protocol/grants.ts';
import { readArguments } from './arguments.ts';
import { CommandFault } from './fault.ts';
import type { CliIo } from './io.ts';

export const usage = `Usage: valet-key revoke NAME
       valet-key revoke --all
       valet-key revoke --approvals [NAME]

Ends live grants of a request, or all: the next call is refused, and the credential is taken back where its provider can
do that. A task that has the value in its environment is ended, as nothing else takes it away.

  NAME         a request, or the id of a run or a grant ("valet-key grants --format jsonl" shows them)
  --all        every live grant of this user
  --approvals  withdraw what was approved, too, so that the next run asks again; "valet-key grants --approvals" shows it

Exit status: 0 revoked, 1 there was nothing to revoke, 2 the command could not do its work.
`;

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, {
    all: { type: 'boolean', default: false },
    approvals: { type: 'boolean', default: false },
  });
  const [name, extra] = positionals;
  if (extra !== undefined) throw new CommandFault('one name at a time, or --all');
  if (name !== undefined && values.all) throw new CommandFault('a name or --all, not both');
  if (name === undefined && !values.all && !values.approvals) throw new CommandFault('name a request, or use --all');
  const folder = dataFolder({ env: io.env });
  const withdrawn = values.approvals
    ? await withdrawApprovals(folder, (one) => name === undefined || one.name === name)
    : 0;
  if (withdrawn > 0)
    io.stdout.write(`withdrew ${withdrawn === 1 ? '1 approval' : `${withdrawn} approvals`}: the next run asks again\n`);
  const revoked = await revokeGrants(name, folder, io);
  if (revoked === 0 && withdrawn === 0) io.stderr.write('valet-key revoke: there is nothing to revoke\n');
  return revoked + withdrawn > 0 ? 0 : 1;
}

async function revokeGrants(name: string | undefined, folder: string, io: CliIo): Promise<number> {
  const asked = new Set<string>();
  for (const run of liveRuns(folder)) {
    const ids = run.grants.filter((grant) => grant.state === 'live' && isMeant(name, run, grant)).map(({ id }) => id);
    if (ids.length === 0) continue;
    askToRevoke(folder, run.run, ids);
    for (const id of ids) asked.add(id);
  }
  if (asked.size === 0) return 0;
  const open = await untilRevoked(folder, asked);
  const count = asked.size === 1 ? '1 grant' : `${asked.size} grants`;
  if (open === 0) io.stdout.write(`revoked ${count}: the next call is refused\n`);
  else io.stdout.write(`asked to revoke ${count}; ${open} have not answered yet, and are refused at their next call\n`);
  return asked.size;
}

function isMeant(
  name: string | undefined,
  { run }: LiveRun,
  { id, request }: { id: string; request: string },
): boolean {
  return name === undefined || [run, id, request].includes(name);
}

/** How many are still live after a moment: a broker looks several times a second. */
async function untilRevoked(folder: string, ids: ReadonlySet<string>): Promise<number> {
  for (let tries = 0; ; tries++) {
    const grants = liveRuns(folder).flatMap((run) => run.grants);
    const open = grants.filter(({ id, state }) => ids.has(id) && state === 'live').length;
    if (open === 0 || tries >= 40) return open;
    await sleep(50);
  }
}
