import type { CallRule, Manifest } from '../requests/manifest.ts';
import { isLoopback, normalHost } from './call-host.ts';
import { matchesPath, normalPath } from './call-path.ts';
import type { RefusalCode } from './refusal.ts';

/** What a task may call: the rules of its requests, whose credential goes along, and its own, without one. */
export interface CallSet {
  readonly rules: readonly SetRule[];
  /** Whether hosts that no rule names may be called, without any credential: a command that is no task declares none. */
  readonly others: 'refused' | 'allowed';
}

interface SetRule {
  /** As `normalHost` writes it; with `*.` in front it stands for any labels. */
  readonly host: string;
  readonly port: number;
  readonly methods?: readonly string[];
  readonly paths?: readonly string[];
  /** The request whose credential goes along; absent for a call without one. */
  readonly request?: string;
}

/** A call as it arrives: nothing in it is normal yet. */
export interface Call {
  readonly scheme: 'https' | 'http';
  /** Without its port; IPv6 with or without brackets. */
  readonly host: string;
  readonly port: number;
  readonly method: string;
  /** The request target: path and query. */
  readonly target: string;
}

export type Decision =
  | {
      readonly type: 'allowed';
      /** Requests whose credential may be put on this call, as far as the task asks for them. */
      readonly requests: readonly string[];
    }
  | { readonly type: 'refused'; readonly code: RefusalCode };

export interface Chosen {
  /** The task's name; absent for a command of the user's own. */
  readonly task?: string | undefined;
  readonly uses: readonly string[];
}

export function callSetOf({ requests, tasks = {} }: Manifest, { task, uses }: Chosen): CallSet {
  const own = task === undefined ? undefined : tasks[task];
  const withCredential = uses.flatMap((name) => (requests[name]?.call ?? []).flatMap((rule) => ruleOf(rule, name)));
  const without = (own?.call ?? []).flatMap((rule) => ruleOf(rule));
  return { rules: [...withCredential, ...without], others: task === undefined ? 'allowed' : 'refused' };
}

/** Whether a connection to this host may be opened at all, before anything is known of what it will ask. */
export function decideConnection({ rules, others }: CallSet, to: Pick<Call, 'host' | 'port'>): Decision {
  const host = normalHost(to.host);
  if (host === undefined) return refused('host-ambiguous');
  const reached = rules.filter((rule) => rule.port === to.port && coversHost(rule.host, host));
  const requests = [...new Set(reached.flatMap(({ request }) => (request === undefined ? [] : [request])))];
  return reached.length > 0 || others === 'allowed' ? { type: 'allowed', requests } : refused('host-not-in-call-set');
}

/** Whether a call may be made, and which credentials may go with it. */
export function decideCall(set: CallSet, call: Call): Decision {
  const host = normalHost(call.host);
  if (host === undefined) return refused('host-ambiguous');
  if (!isOriginForm(call)) return refused('path-ambiguous');
  const atHost = set.rules.filter((rule) => rule.port === call.port && coversHost(rule.host, host));
  if (atHost.length === 0) {
    return set.others === 'allowed' ? { type: 'allowed', requests: [] } : refused('host-not-in-call-set');
  }
  const byMethod = atHost.filter(({ methods }) => methods?.includes(call.method) ?? !neverMeant.has(call.method));
  if (byMethod.length === 0) return refused('method-not-in-call-set');
  const path = normalPath(call.target);
  const byPath = byMethod.filter(
    ({ paths }) => !paths || (path !== undefined && paths.some((glob) => matchesPath(glob, path))),
  );
  if (byPath.length === 0) return refused(path === undefined ? 'path-ambiguous' : 'path-not-in-call-set');
  const requests = [...new Set(byPath.flatMap(({ request }) => (request === undefined ? [] : [request])))];
  const inTheOpen = call.scheme === 'http' && !isLoopback(host);
  return { type: 'allowed', requests: inTheOpen ? [] : requests };
}

/** Any other form of target (RFC 9112) names a host once more, which servers prefer to the Host header. */
function isOriginForm({ method, target }: Call): boolean {
  return target.startsWith('/') || (target === '*' && method === 'OPTIONS');
}

/** Methods that echo or tunnel: a rule that names no methods does not mean these. */
const neverMeant: ReadonlySet<string> = new Set(['TRACE', 'TRACK', 'CONNECT']);

function ruleOf({ host: place, methods, paths }: CallRule, request?: string): readonly SetRule[] {
  const match = /^(?<wild>\*\.)?(?<host>.*):(?<port>\d{1,5})$/.exec(place);
  const host = normalHost(match?.groups?.['host'] ?? '');
  const port = Number(match?.groups?.['port']);
  // A rule that cannot be read allows nothing.
  if (host === undefined || port < 1 || port > 65_535) return [];
  return [
    {
      host: `${match?.groups?.['wild'] ?? ''}${host}`,
      port,
      ...(methods && { methods }),
      ...(paths && { paths }),
      ...(request !== undefined && { request }),
    },
  ];
}

function coversHost(rule: string, host: string): boolean {
  return rule.startsWith('*.') ? host.endsWith(rule.slice(1)) && host.length > rule.length - 1 : host === rule;
}

function refused(code: RefusalCode): Decision {
  return { type: 'refused', code };
}
