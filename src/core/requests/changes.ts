import canonicalize from 'canonicalize';
import { isPlain } from '../policy/plain.ts';
import type { CallRule, Delivery, Request } from './manifest.ts';

/** What a request asks for, line by line, for whoever approves it. */
export function termsOf(request: Request): readonly (readonly [name: string, text: string])[] {
  const actions = request.authorization_details.flatMap(({ actions: each = [] }) => each);
  return [
    ['asked by', request.subject],
    ['for', actions.length > 0 ? actions.join(', ') : 'whatever the credential can do'],
    ['sent to', request.call.length > 0 ? request.call.map((rule) => ruleText(rule, request)).join('; ') : 'nowhere'],
    ['from', sourceText(request.source)],
    ['delivered', deliveryText(request.delivery)],
    ['at most', `${request.max_ttl}${request.max_uses === undefined ? '' : `, ${request.max_uses} calls`}`],
    ['ends', request.expires_at ?? 'never'],
  ];
}

/** What changed in the terms since a request was approved, in the same words. */
export function changedTerms(before: Request, after: Request): readonly string[] {
  const old = new Map(termsOf(before));
  const changed = termsOf(after).flatMap(([name, text]) => {
    const was = old.get(name);
    return was === text ? [] : [`${name}: ${was} → ${text}`];
  });
  if (changed.length > 0) return changed;
  return canonicalize(before) === canonicalize(after) ? [] : ['its purpose or wording'];
}

/** Where it comes from, and what becomes of it there: what a provider cannot take back, the guard alone keeps. */
function sourceText({ provider, ref }: Request['source']): string {
  const there = Object.hasOwn(afterwards, provider) ? `, ${afterwards[provider]}` : '';
  return `${provider} (${ref})${there}`;
}

const endsThere = 'where it ends with the grant';
const livesOn = 'where it lives on after the grant';
const afterwards: Readonly<Record<string, string>> = {
  openbao: endsThere,
  'hashicorp-vault': endsThere,
  'token-exchange': endsThere,
  'github-app': endsThere,
  'aws-sts': `${livesOn}, for an hour at most`,
  '1password': livesOn,
  command: livesOn,
};

function ruleText(rule: CallRule, { delivery }: Request): string {
  const { host, methods, paths } = rule;
  if (isPlain(rule, delivery)) return `${host} any connection`;
  const place = host.replace(/:443$/, '');
  return [place, methods?.join('|') ?? 'any method', paths?.join(' ') ?? 'any path'].join(' ');
}

function deliveryText({ mode, env }: Delivery): string {
  const named = env === undefined ? '' : ` (${env})`;
  if (mode === 'env') return `in the environment${named}: visible to the task`;
  if (mode === 'fd') return `as a file to read once${named}: visible to the task`;
  return `by the guard${named}: the task never sees the value`;
}
