import { randomBytes } from 'node:crypto';
import type { About } from '../../core/audit/event.ts';
import { longestGrant } from '../../core/policy/organisation.ts';
import { endOf } from '../../core/policy/power.ts';
import type { ApprovedRequest } from '../approve/approving.ts';
import { createGrant } from './grant.ts';
import type { Grant } from './grant.ts';
import type { LastWill } from './last-will.ts';
import { placeholderFor } from './placeholder.ts';
import { ProviderError } from '../providers/provider.ts';
import { providerFor } from '../providers/providers.ts';
import type { RunWorld } from '../run/run-plan.ts';

/** An approved request, live: its grant, and what the task holds in the place of the value. */
export interface GrantedRequest extends ApprovedRequest {
  readonly grant: Grant;
  readonly placeholder: string;
}

export interface Issuing {
  readonly world: RunWorld;
  readonly will: LastWill;
  readonly about: About;
}

/** Grants a request: it stands in the log, durably, before it is live. No value is fetched yet. */
export async function issueGrant(approved: ApprovedRequest, { world, about, will }: Issuing): Promise<GrantedRequest> {
  const { name, request, request_s256, by } = approved;
  const id = randomBytes(8).toString('hex');
  const expiresAt = Math.min(world.now() + longestGrant(world.policy, request), endOf(request) ?? Infinity);
  const whole: About = { ...about, subject: request.subject, request: name, request_s256 };
  const grant = createGrant({
    id,
    request: name,
    expiresAt,
    uses: request.max_uses,
    provider: request.source.provider,
    issue(began) {
      const provider = providerFor(request.source.provider);
      if (!provider) throw new ProviderError(`there is no provider "${request.source.provider}"`);
      const ttl = Math.max(1, Math.floor((expiresAt - world.now()) / 1000));
      const { env, store } = world;
      return provider.issue({
        request,
        env,
        store,
        grant: id,
        ttl,
        signal: AbortSignal.timeout(providerPatience),
        began,
      });
    },
    audit: world.audit,
    about: whole,
    now: world.now,
    warn: world.say,
    will,
  });
  await world.audit.appendDurably({
    ...whole,
    type: 'grant-issued',
    grant: id,
    delivery: request.delivery.mode,
    by,
    expires_at: expiresAt,
    ...(request.max_uses !== undefined && { uses: request.max_uses }),
  });
  return { ...approved, grant, placeholder: placeholderFor(request) };
}

const providerPatience = 30_000;
