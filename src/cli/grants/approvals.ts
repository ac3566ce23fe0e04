import { openApprovals } from '../../broker/approve/approvals.ts';
import type { Approval } from '../../broker/approve/approvals.ts';
import { checkpointKey } from '../../broker/audit/checkpoint.ts';
import { sessionOf } from '../../broker/run/session-id.ts';
import { readVault } from '../../broker/vault/vault.ts';
import type { CliIo } from '../io.ts';
import { printable } from '../printable.ts';
import { openStore } from '../value-store.ts';

/** What was approved and still holds. The vault is opened, as its key tells what somebody approved from what was forged. */
export async function showApprovals(folder: string, format: 'text' | 'jsonl', io: CliIo): Promise<number> {
  const approvals = readVault(folder) ? await liveApprovals(folder, io) : [];
  if (format === 'jsonl') {
    for (const { request: _request, ...approval } of approvals) io.stdout.write(`${JSON.stringify(approval)}\n`);
    return 0;
  }
  if (approvals.length === 0) io.stderr.write('valet-key: nothing is approved now\n');
  for (const [workspace, own] of Map.groupBy(approvals, (one) => one.workspace)) {
    io.stdout.write(`${printable(workspace)}\n`);
    for (const one of own) io.stdout.write(`  ${printable(approvalText(one, sessionOf(io.env)))}\n`);
  }
  return 0;
}

async function liveApprovals(folder: string, io: CliIo): Promise<readonly Approval[]> {
  using store = await openStore(io, 'look');
  return openApprovals({ folder, key: await checkpointKey(store) }).live();
}

function approvalText(approval: Approval, session: string): string {
  const { name, command_s256, task, program, by, at, until } = approval;
  const command = program === undefined ? 'one command' : `one command of ${program}`;
  const what = command_s256 === '*' ? 'any command' : task === undefined ? command : `the task ${task} (${program})`;
  const where = approval.session === undefined ? '' : approval.session === session ? ', here' : ', in another session';
  return `${name}  for ${what}${where}, until ${timeOf(until)}; approved by ${by} on ${timeOf(at)}`;
}

function timeOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}
