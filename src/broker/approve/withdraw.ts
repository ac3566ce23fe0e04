import { openAuditLog } from '../audit/audit-log.ts';
import { forgetApprovals } from './approvals.ts';
import type { Approval } from './approvals.ts';

/** Forgets approvals and records it, a line for each request of a workspace; how many there were. It opens no vault. */
export async function withdrawApprovals(
  folder: string,
  isMeant: (approval: Approval) => boolean = () => true,
): Promise<number> {
  const withdrawn = await forgetApprovals(folder, isMeant);
  if (withdrawn.length === 0) return 0;
  const audit = openAuditLog({ folder });
  const told = new Map(withdrawn.map((one) => [JSON.stringify([one.workspace, one.name]), one]));
  for (const {
    workspace,
    name: request,
    request_s256,
    request: { subject },
  } of told.values())
    await audit.appendDurably({ run: '', workspace, request, request_s256, subject, type: 'approval-withdrawn' });
  return withdrawn.length;
}
