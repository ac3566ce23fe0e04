import { minimatch } from 'minimatch';
import type { Request } from '../requests/manifest.ts';
import { canWrite } from './power.ts';
import { isRecord, isText } from './shapes.ts';

/** What an organisation decides for its machines: read from a file that only an administrator can write. */
export interface OrganisationPolicy {
  /** Runs that the system cannot hold to their control sets are refused. */
  readonly require?: 'enforced';
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
  /** Every host of the request must be among these, `name:port`. */
  readonly hosts?: readonly string[];
  /** Whether requests that can write are meant, too. An approval means them only where it says so. */
  readonly write?: boolean;
}

export interface Judged {
  readonly workspace: string;
  readonly name: string;
  readonly request: Request;
  readonly request_s256: string;
}

export const noPolicy: OrganisationPolicy = { approve: [], refuse: [] };

export function judge(policy: OrganisationPolicy, judged: Judged): 'approved' | 'refused' | 'undecided' {
  if (policy.refuse.some((rule) => fits(rule, judged))) return 'refused';
  const isApproved = policy.approve.some(
    (rule) => fits(rule, judged) && (rule.write === true || !canWrite(judged.request)),
  );
  return isApproved ? 'approved' : 'undecided';
}

/** `undefined` for whatever is no policy: nothing is guessed from half of one. */
export function readPolicy(value: unknown): OrganisationPolicy | undefined {
  if (!isRecord(value) || value['version'] !== 1) return undefined;
  const { version: _version, require, approve = [], refuse = [], ...unknown } = value;
  if (Object.keys(unknown).length > 0 || (require !== undefined && require !== 'enforced')) return undefined;
  if (!isRules(approve) || !isRules(refuse)) return undefined;
  return { approve, refuse, ...(require && { require }) };
}

function fits(rule: Rule, { workspace, name, request, request_s256 }: Judged): boolean {
  const { hosts } = rule;
  const tests = [
    rule.workspace !== undefined && minimatch(workspace, rule.workspace, globbing),
    rule.request !== undefined && minimatch(name, rule.request, globbing),
    rule.request_s256 !== undefined && rule.request_s256 === request_s256,
    rule.provider !== undefined && rule.provider === request.source.provider,
    hosts !== undefined && request.call.every(({ host }) => hosts.includes(host)),
  ];
  const given = [rule.workspace, rule.request, rule.request_s256, rule.provider, hosts];
  return given.some((each) => each !== undefined) && tests.every((test, index) => test || given[index] === undefined);
}

const globbing = { dot: true, nocomment: true, nonegate: true } as const;

function isRules(value: unknown): value is readonly Rule[] {
  return Array.isArray(value) && value.every(isRule);
}

function isRule(value: unknown): value is Rule {
  if (!isRecord(value)) return false;
  return Object.entries(value).every(([name, field]) => {
    if (name === 'hosts') return Array.isArray(field) && field.every(isText);
    if (name === 'write') return typeof field === 'boolean';
    return ['workspace', 'request', 'request_s256', 'provider'].includes(name) && isText(field);
  });
}
