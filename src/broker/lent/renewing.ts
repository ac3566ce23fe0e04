import { approveAll, NotApproved } from '../approve/approving.ts';
import { GrantRefusal } from '../grants/grant.ts';
import type { Grant } from '../grants/grant.ts';
import { issueGrant } from '../grants/grants.ts';
import type { GrantedRequest, Issuing } from '../grants/grants.ts';
import type { Answer } from '../protocol/approvals.ts';
import type { RunPlan } from '../run/run-plan.ts';

export interface Renewing extends Issuing {
  readonly plan: RunPlan;
}

/**
 * A terminal stays open for longer than a grant may live. Where the approval still covers it, its next call has a new
 * grant, recorded as any other; where it does not, and after a revocation, the call is refused.
 */
export function renewing(first: GrantedRequest, around: Renewing): GrantedRequest {
  let current: Grant = first.grant;
  let renewal: Promise<Grant> | undefined;
  let isRevoked = false;

  async function renewOnce(): Promise<Grant> {
    try {
      const next = await nextGrant(first, around);
      if (isRevoked) await next.revoke('person');
      // What the old one was given goes back to its provider.
      else await current.revoke('time limit');
      current = next;
      return next;
    } finally {
      renewal = undefined;
    }
  }

  const grant: Grant = {
    request: first.grant.request,
    get id() {
      return current.id;
    },
    get expiresAt() {
      return current.expiresAt;
    },
    get usesLeft() {
      return current.usesLeft;
    },
    get state() {
      return current.state;
    },
    get values() {
      return current.values;
    },
    get ended() {
      return current.ended;
    },
    async use() {
      if (current.state !== 'expired') return current.use();
      renewal ??= renewOnce();
      return (await renewal).use();
    },
    // What the task has itself is not renewed.
    count: () => current.count(),
    handOut: () => current.handOut(),
    async revoke(by) {
      // What only came to its end is what is renewed.
      if (by !== 'time limit') isRevoked = true;
      await current.revoke(by);
    },
  };
  return { ...first, grant };
}

async function nextGrant({ name }: GrantedRequest, { plan, world, about, will }: Renewing): Promise<Grant> {
  const { workspace, command, manifest, task } = plan;
  const question = { workspace, command, mode: 'proxy-only', ...(task !== undefined && { task }) } as const;
  try {
    const [approved] = await approveAll({ ...world, ask: askNobody, manifest, names: [name], question, about });
    if (approved) return (await issueGrant(approved, { world, about, will })).grant;
  } catch (error) {
    if (!(error instanceof NotApproved)) throw error;
  }
  throw new GrantRefusal('grant-expired');
}

function askNobody(): Promise<Answer> {
  return Promise.resolve({ type: 'no', reason: 'nobody-to-ask' });
}
