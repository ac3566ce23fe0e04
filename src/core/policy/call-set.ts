import type { CallRule, Manifest, Request } from '../requests/manifest.ts';
import { isLoopback, normalHost } from './call-host.ts';
import { matchesPath, normalPath } from './call-path.ts';
import { isPlain } from './plain.ts';
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
  /** Means a connection and whatever it carries, as to a database, in place of calls that are judged one by one. */
  readonly plain?: true;
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
  const withCredential = uses.flatMap((name) => {
    const request = requests[name];
    return request ? request.call.flatMap((rule) => ruleOf(rule, { name, request })) : [];
  });
  const without = (own?.call ?? []).flatMap((rule) => ruleOf(rule));
  return { rules: [...withCredential, ...without], others: task === undefined ? 'allowed' : 'refused' };
}

/** As a call is decided on; `plain` where all that names the host means connections, and nothing on them is judged. */
export type ConnectionDecision =
  (Extract<Decision, { type: 'allowed' }> & { readonly plain?: true }) | Extract<Decision, { type: 'refused' }>;

/** Whether a connection to this host may be opened at all, before anything is known of what it will ask. */
export function decideConnection({ rules, others }: CallSet, to: Pick<Call, 'host' | 'port'>): ConnectionDecision {
  const host = normalHost(to.host);
  if (host === undefined) return refused('host-ambiguous');
  const reached = rules.filter((rule) => rule.port === to.port && coversHost(rule.host, host));
  const requests = [...new Set(reached.flatMap(({ request }) => (request === undefined ? [] : [request])))];
  const plain = reached.length > 0 && reached.every((rule) => rule.plain === true);
  if (reached.length === 0 && others === 'refused') return refused('host-not-in-call-set');
  return { type: 'allowed', requests, ...(plain && { plain }) };
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

function ruleOf(rule: CallRule, of?: { readonly name: string; readonly request: Request }): readonly SetRule[] {
  const place = placeIn(rule.host);
  // A rule that cannot be read allows nothing.
  if (!place) return [];
  const { methods, paths } = rule;
  return [
    {
      ...place,
      ...(methods && { methods: methods.filter((method) => method !== 'CONNECT') }),
      ...(paths && { paths }),
      ...(of && { request: of.name }),
      ...(isPlain(rule, of?.request.delivery) && { plain: true }),
    },
  ];
}

function placeIn(text: string): Pick<SetRule, 'host' | 'port'> | undefined {
  const match = /^(?<wild>\*\.)?(?<host>.*):(?<port>\d{1,5})$/.exec(text);
  const host = normalHost(match?.groups?.['host'] ?? '');
  const port = Number(match?.groups?.['port']);
  if (host === undefined || port < 1 || port > 65_535) return undefined;
  return { host: `${match?.groups?.['wild'] ?? ''}${host}`, port };
}

function coversHost(rule: string, host: string): boolean {
  return rule.startsWith('*.') ? host.endsWith(rule.slice(1)) && host.length > rule.length - 1 : host === rule;
}

function refused(code: RefusalCode): Extract<Decision, { type: 'refused' }> {
  return { type: 'refused', code };
}
