import type { SecureContext } from 'node:tls';
import type { CallSet } from '../../core/policy/call-set.ts';
import type { GrantedRequest } from '../grants/grants.ts';
import { isVisible } from '../grants/visible.ts';
import { createAuthority } from '../guard/clients/certificate.ts';
import { startGuard } from '../guard/guard.ts';
import type { Guard } from '../guard/guard.ts';
import { guardedEnvironment, namedStores } from '../guard/clients/guarded-environment.ts';
import { outerProxyOf } from '../guard/outer-proxy.ts';
import { placeOf } from '../guard/origin.ts';
import type { HandedOut } from '../guard/held.ts';
import { trustedRoots, writeTrust } from '../guard/clients/trust.ts';
import { createUpstream } from '../guard/upstream.ts';
import type { GuardedRun } from './guarded-run.ts';
import { tellRefusals } from './tell-refusals.ts';

/** The guard of one run, listening: whoever has its environment calls through it. */
export interface OpenGuard extends Disposable, Pick<Guard, 'accept'> {
  readonly port: number;
  /** The files that make it trusted. */
  readonly trustFolder: string;
  /** Variables that lead calls to it; `at` is where a sandbox makes it appear. */
  environment(at?: { readonly host: string; readonly port: number }): Record<string, string>;
}

/** Services close what nobody uses, mostly after a minute: the guard is first. In milliseconds. */
const kept = { keepAlive: true, timeout: 30_000 } as const;

export async function openGuard(
  { plan, world, about, granted }: GuardedRun,
  { callSet, look }: { readonly callSet: CallSet; readonly look: () => Promise<void> },
): Promise<OpenGuard> {
  const authority = createAuthority(world.now());
  const stores = namedStores(plan.env);
  const upstream = createUpstream(trusting(stores), kept, outerProxyOf(plan.env));
  const credentials = granted
    .filter(({ request }) => !isVisible(request))
    .map((one) => ({ ...handedOut(one), delivery: one.request.delivery, placeholder: one.placeholder }));
  const told = tellRefusals(world.audit, world.say);
  const guarding = {
    callSet,
    credentials,
    handedOut: granted.filter(({ request }) => isVisible(request)).map(handedOut),
    audit: told.audit,
    about,
    upstream,
  };
  const guard = await startGuard({ ...guarding, lookForRevocations: look, warn: world.say }, authority);
  const trust = writeTrust(authority.certificate, {
    stores,
    places: callSet.rules.map(placeOf),
    wgetSettings: plan.env['SYSTEM_WGETRC'],
  });
  return {
    port: guard.port,
    accept: (socket, to) => guard.accept(socket, to),
    trustFolder: trust.folder,
    environment: (at = { host: '127.0.0.1', port: guard.port }) =>
      guardedEnvironment(plan.env, { ...at, trust, callSet }),
    [Symbol.dispose]() {
      guard.close();
      told[Symbol.dispose]();
      upstream[Symbol.dispose]();
      trust[Symbol.dispose]();
    },
  };
}

/** Many tasks call nobody over TLS. */
function trusting(stores: readonly string[]): { readonly secureContext: SecureContext } {
  let roots: SecureContext | undefined;
  return {
    get secureContext() {
      return (roots ??= trustedRoots(stores));
    },
  };
}

function handedOut({ name, request_s256, request, grant }: GrantedRequest): HandedOut {
  return { request: name, request_s256, subject: request.subject, grant };
}
