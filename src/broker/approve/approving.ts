import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { About, ApprovedBy } from '../../core/audit/event.ts';
import { judge } from '../../core/policy/organisation.ts';
import type { OrganisationPolicy } from '../../core/policy/organisation.ts';
import { endOf } from '../../core/policy/power.ts';
import { changedTerms } from '../../core/requests/changes.ts';
import { requestDigest } from '../../core/requests/digest.ts';
import type { Manifest, Request } from '../../core/requests/manifest.ts';
import { lastingOf } from './approvals.ts';
import type { Approval, Approvals } from './approvals.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Answer, AskedRequest, Question } from '../protocol/approvals.ts';
import { sha256 } from '../audit/sha256.ts';

export type Ask = (question: Question) => Promise<Answer>;

export interface Approving {
  readonly manifest: Manifest;
  readonly names: readonly string[];
  readonly question: Omit<Question, 'requests'>;
  readonly policy: OrganisationPolicy;
  readonly approvals: Approvals;
  readonly session: string;
  /** An approval that is given ahead holds in every session of this person, as what runs later is started elsewhere. */
  readonly ahead?: boolean | undefined;
  readonly ask: Ask;
  readonly audit: AuditLog;
  readonly about: About;
  readonly now: () => number;
}

export interface ApprovedRequest {
  readonly name: string;
  readonly request: Request;
  readonly request_s256: string;
  readonly by: ApprovedBy;
}

/** Nothing is granted. `reason` is stable; `names` are the requests it is about. */
export class NotApproved extends Error {
  override readonly name = 'NotApproved';
  readonly reason: 'expired' | 'policy' | 'declined' | 'nobody-to-ask';
  readonly names: readonly string[];

  constructor(reason: NotApproved['reason'], names: readonly string[]) {
    super(`not approved: ${reason}`);
    this.reason = reason;
    this.names = names;
  }
}

/** Every request of a run with who said yes to it; all of them, or nothing is granted. */
export async function approveAll(approving: Approving): Promise<readonly ApprovedRequest[]> {
  const requests = approving.names.flatMap((name) => {
    const request = approving.manifest.requests[name];
    return request ? [{ name, request, request_s256: requestDigest(request, sha256) }] : [];
  });
  await refuseWhere(approving, requests, 'expired', ({ request }) => (endOf(request) ?? Infinity) < approving.now());
  await refuseWhere(approving, requests, 'policy', (one) => decisionOf(approving, one) === 'refused');
  const decided = requests.map((one) => ({ ...one, by: alreadyBy(approving, one) }));
  const open = decided.filter(({ by }) => by === undefined);
  if (open.length === 0) return decided.map((one) => ({ ...one, by: one.by ?? 'earlier approval' }));
  const answer = await approving.ask({ ...approving.question, requests: open.map((one) => askedOf(approving, one)) });
  if (answer.type === 'no') return refuse(approving, open, answer.reason);
  for (const one of open) await keep(approving, one, answer);
  return decided.map((one) => ({ ...one, by: one.by ?? answer.by }));
}

type Named = Omit<ApprovedRequest, 'by'>;

function decisionOf({ policy, question }: Approving, one: Named): ReturnType<typeof judge> {
  return judge(policy, { ...one, workspace: question.workspace });
}

function alreadyBy(approving: Approving, one: Named): ApprovedBy | undefined {
  if (decisionOf(approving, one) === 'approved') return 'policy';
  return approving.approvals.find(useOf(approving, one)).covering ? 'earlier approval' : undefined;
}

function useOf({ question, session }: Approving, { name, request_s256 }: Named) {
  return { workspace: question.workspace, name, request_s256, command_s256: commandDigest(question.command), session };
}

function askedOf(approving: Approving, one: Named): AskedRequest {
  const { last } = approving.approvals.find(useOf(approving, one));
  const lasting = lastingOf(one.request, approving.now()).kind;
  const changes = last ? changedTerms(last.request, one.request) : [];
  return { ...one, lasting, changes, ...(last && { approvedBefore: last.at }) };
}

async function keep(approving: Approving, one: Named, { by, scope }: Extract<Answer, { type: 'yes' }>): Promise<void> {
  const now = approving.now();
  const { kind, until } = lastingOf(one.request, now);
  const lasts = { run: 'for this run', session: 'for this session', expiry: 'until it expires' }[kind];
  await approving.audit.append({ ...aboutOf(approving, one), type: 'approved', by, lasts });
  const approval: Approval = {
    workspace: approving.question.workspace,
    ...one,
    ...(scope === 'any command' ? anyCommand : commandOf(approving.question)),
    ...(kind === 'session' && approving.ahead !== true && { session: approving.session }),
    until,
    at: now,
    by,
  };
  await approving.approvals.keep(approval);
}

async function refuseWhere(
  approving: Approving,
  requests: readonly Named[],
  reason: 'expired' | 'policy',
  is: (one: Named) => boolean,
): Promise<void> {
  const refused = requests.filter(is);
  if (refused.length > 0) await refuse(approving, refused, reason);
}

async function refuse(approving: Approving, requests: readonly Named[], reason: NotApproved['reason']): Promise<never> {
  for (const one of requests)
    await approving.audit.append({ ...aboutOf(approving, one), type: 'grant-denied', reason });
  throw new NotApproved(
    reason,
    requests.map(({ name }) => name),
  );
}

function aboutOf({ about }: Approving, { name, request, request_s256 }: Named): About {
  return { ...about, subject: request.subject, request: name, request_s256 };
}

const anyCommand = { command_s256: '*' } as const;

function commandOf({ command, task }: Approving['question']) {
  const [program = ''] = command;
  return { command_s256: commandDigest(command), program: basename(program), ...(task !== undefined && { task }) };
}

/** A command in one number: an approval holds for it alone. */
function commandDigest(command: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(command), 'utf8').digest('hex');
}
