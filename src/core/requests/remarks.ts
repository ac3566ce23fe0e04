import { isPlain } from '../policy/plain.ts';
import type { CallRule, Request } from './manifest.ts';

export type Remark =
  | { readonly type: 'any-call' | 'any-path' | 'any-method' | 'any-subdomain'; readonly hosts: readonly string[] }
  /** Methods that change something, as often as it likes. */
  | { readonly type: 'unlimited-writes'; readonly methods: readonly string[] }
  /** It asks to be approved once until it expires, and never does. */
  | { readonly type: 'no-end' }
  | { readonly type: 'visible'; readonly mode: Request['delivery']['mode'] }
  | { readonly type: 'not-approved' };

/**
 * What a security reviewer would ask to be narrower. A connection that carries no HTTP has no methods and paths, and a
 * grant ends by its time limit: neither needs a remark.
 */
export function remarksOn(request: Request, isApproved: boolean): readonly Remark[] {
  const { delivery, call, approval, expires_at } = request;
  return [
    ...wideCalls(call.filter((rule) => !isPlain(rule, delivery))),
    ...hostRemark(
      'any-subdomain',
      call.filter(({ host }) => host.startsWith('*.')),
    ),
    ...unlimitedWrites(request),
    ...(approval === 'until-expiry' && expires_at === undefined ? [{ type: 'no-end' } as const] : []),
    ...(isVisible(delivery) ? [{ type: 'visible', mode: delivery.mode } as const] : []),
    ...(isApproved ? [] : [{ type: 'not-approved' } as const]),
  ];
}

/** Whether the task itself can see the value. */
export function isVisible({ mode }: Request['delivery']): boolean {
  return mode === 'env' || mode === 'fd';
}

function wideCalls(call: readonly CallRule[]): readonly Remark[] {
  return [
    ...hostRemark(
      'any-call',
      call.filter(({ methods, paths }) => !methods && !paths),
    ),
    ...hostRemark(
      'any-path',
      call.filter(({ methods, paths }) => methods && !paths),
    ),
    ...hostRemark(
      'any-method',
      call.filter(({ methods, paths }) => !methods && paths),
    ),
  ];
}

function hostRemark(type: Extract<Remark, { hosts: unknown }>['type'], call: readonly CallRule[]): readonly Remark[] {
  return call.length === 0 ? [] : [{ type, hosts: [...new Set(call.map(({ host }) => host))] }];
}

/** Only those that are named: a rule without methods has its remark already. */
function unlimitedWrites({ call, max_uses }: Request): readonly Remark[] {
  if (max_uses !== undefined) return [];
  const methods = new Set(call.flatMap((rule) => rule.methods ?? []).filter((method) => !harmless.has(method)));
  return methods.size === 0 ? [] : [{ type: 'unlimited-writes', methods: [...methods] }];
}

/** Safe by RFC 9110, 9.2.1, and a connection, which is told as what it is. */
const harmless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT']);
