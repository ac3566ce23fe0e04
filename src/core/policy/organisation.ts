import { minimatch } from 'minimatch';
import type { Request } from '../requests/manifest.ts';
import { canWrite, durationOf } from './power.ts';
import { isRecord, isText } from './shapes.ts';

/** What an organisation decides for its machines: read from a file that only an administrator can write. */
export interface OrganisationPolicy {
  /** Runs that the system cannot hold to their control sets are refused. */
  readonly require?: 'enforced';
  /** No grant lives longer, whatever a request asks for: a number and a unit, as in a request. */
  readonly max_ttl?: string;
  readonly approve: readonly Rule[];
  readonly refuse: readonly Rule[];
}

/** Every field that is there must fit; a rule without fields fits nothing. */
interface Rule {
  /** A glob over the absolute path of the manifest's folder. */
  readonly workspace?: string;
  /** A glob over the request's name. */
  readonly request?: string;
  readonly request_s256?: string;
  readonly provider?: string;
  /** Globs over `name:port`: an approval is for requests all of whose hosts are among these, a refusal for any of them. */
  readonly hosts?: readonly string[];
  /** Requests that can write: an approval means them only where it says so, and a refusal then means no others. */
  readonly write?: boolean;
  /** Requests whose value the task itself sees (`env`, `fd`), which no host holds: in the same way. */
  readonly visible?: boolean;
}

export interface Judged {
  readonly workspace: string;
  readonly name: string;
  readonly request: Request;
  readonly request_s256: string;
}

export const noPolicy: OrganisationPolicy = { approve: [], refuse: [] };

export function judge(policy: OrganisationPolicy, judged: Judged): 'approved' | 'refused' | 'undecided' {
  if (policy.refuse.some((rule) => isRefused(rule, judged))) return 'refused';
  return policy.approve.some((rule) => isApproved(rule, judged)) ? 'approved' : 'undecided';
}

/** When a grant ends at the latest, in milliseconds: the policy's limit where it is the shorter one. */
export function longestGrant({ max_ttl }: OrganisationPolicy, request: Request): number {
  return Math.min(durationOf(request.max_ttl), max_ttl === undefined ? Infinity : durationOf(max_ttl));
}

/** `undefined` for whatever is no policy: nothing is guessed from half of one. */
export function readPolicy(value: unknown): OrganisationPolicy | undefined {
  if (!isRecord(value) || value['version'] !== 1) return undefined;
  const { version: _version, require, max_ttl, approve = [], refuse = [], ...unknown } = value;
  if (Object.keys(unknown).length > 0 || (require !== undefined && require !== 'enforced')) return undefined;
  if (max_ttl !== undefined && !(isText(max_ttl) && /^[1-9]\d{0,4}[smhd]$/.test(max_ttl))) return undefined;
  if (!isRules(approve) || !isRules(refuse)) return undefined;
  return { approve, refuse, ...(require && { require }), ...(max_ttl !== undefined && { max_ttl }) };
}

function isApproved(rule: Rule, judged: Judged): boolean {
  const { request } = judged;
  if (canWrite(request) && rule.write !== true) return false;
  if (isVisible(request) && rule.visible !== true) return false;
  const { hosts } = rule;
  // A request that names no host can be sent anywhere: no list of hosts holds it.
  const isAmong =
    hosts === undefined || (request.call.length > 0 && request.call.every(({ host }) => isIn(hosts, host)));
  return isAmong && fits(rule, judged) && namesSomething(rule);
}

function isRefused(rule: Rule, judged: Judged): boolean {
  const { request } = judged;
  if (rule.write === true && !canWrite(request)) return false;
  if (rule.visible === true && !isVisible(request)) return false;
  const { hosts } = rule;
  const isAmong =
    hosts === undefined || request.call.some(({ host }) => hosts.some((one) => isIn([one], host) || isIn([host], one)));
  return isAmong && fits(rule, judged) && (namesSomething(rule) || rule.write === true || rule.visible === true);
}

function fits(rule: Rule, { workspace, name, request, request_s256 }: Judged): boolean {
  return [
    rule.workspace === undefined || minimatch(workspace, rule.workspace, globbing),
    rule.request === undefined || minimatch(name, rule.request, globbing),
    rule.request_s256 === undefined || rule.request_s256 === request_s256,
    rule.provider === undefined || rule.provider === request.source.provider,
  ].every(Boolean);
}

function namesSomething({ workspace, request, request_s256, provider, hosts }: Rule): boolean {
  return [workspace, request, request_s256, provider, hosts].some((field) => field !== undefined);
}

function isIn(hosts: readonly string[], host: string): boolean {
  return hosts.some((pattern) => pattern === host || minimatch(host, pattern, globbing));
}

function isVisible({ delivery }: Request): boolean {
  return delivery.mode === 'env' || delivery.mode === 'fd';
}

const globbing = { dot: true, nocomment: true, nonegate: true } as const;

function isRules(value: unknown): value is readonly Rule[] {
  return Array.isArray(value) && value.every(isRule);
}

function isRule(value: unknown): value is Rule {
  if (!isRecord(value)) return false;
  return Object.entries(value).every(([name, field]) => {
    if (name === 'hosts') return Array.isArray(field) && field.every(isText);
    if (name === 'write' || name === 'visible') return typeof field === 'boolean';
    return ['workspace', 'request', 'request_s256', 'provider'].includes(name) && isText(field);
  });
}
