import { setTimeout as sleep } from 'node:timers/promises';
import { openApprovals } from '../broker/approve/approvals.ts';
import { checkpointKey } from '../broker/audit/checkpoint.ts';
import { dataFolder } from '../broker/disk/data-folder.ts';
import { askToRevoke, liveRuns } from '../broker/grants/live-runs.ts';
import type { LiveRun } from '../broker/protocol.ts';
import { readVault } from '../broker/vault/vault.ts';
import { readArguments } from './arguments.ts';
import { CommandFault } from './fault.ts';
import type { CliIo } from './io.ts';
import { openStore } from './value-store.ts';

export const usage = `Usage: valet-key revoke NAME
       valet-key revoke --all
       valet-key revoke --approvals [NAME]

Ends live grants of a request, or all: the next call is refused, and the credential is taken back where its provider can
do that. A task that has the value in its environment is ended, as nothing else takes it away.

  NAME         a request, or the id of a run or a grant ("valet-key grants --format jsonl" shows them)
  --all        every live grant of this user
  --approvals  forget what was approved, too, so that the next run asks again

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
  const forgotten = values.approvals ? await forgetApprovals(name, folder, io) : 0;
  if (forgotten > 0) io.stdout.write(`forgot ${forgotten === 1 ? '1 approval' : `${forgotten} approvals`}\n`);
  const revoked = await revokeGrants(name, folder, io);
  if (revoked === 0 && forgotten === 0) io.stderr.write('valet-key revoke: there is nothing to revoke\n');
  return revoked + forgotten > 0 ? 0 : 1;
}

async function forgetApprovals(name: string | undefined, folder: string, io: CliIo): Promise<number> {
  if (!readVault(folder)) return 0;
  using store = await openStore(io, 'look');
  return openApprovals({ folder, key: await checkpointKey(store) }).forget(name);
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
