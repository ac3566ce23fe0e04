import { decodeJson } from './bytes.ts';
import { type Proof, provenIf } from './proof.ts';

/**
 * The first part names an algorithm, the second claims of someone for something: a token that says nothing like that
 * (`{"some":"payload"}`) opens nothing. Whether it has expired is not asked: there is no clock. A token for the role
 * `anon` is what Supabase gives to browsers.
 */
export function provesJwt(value: string): Proof {
  const [header = '', payload = ''] = value.slice(Math.max(0, value.indexOf('eyJ'))).split('.');
  const head = decodeJson(header);
  if (typeof head?.['alg'] !== 'string') return 'refuted';
  const claims = decodeJson(payload);
  if (claims?.['role'] === 'anon') return 'public';
  const claimed = claims !== undefined && Object.keys(claims).some((claim) => meaningful.test(claim));
  return provenIf(claimed || typeof head['enc'] === 'string');
}

/** The registered claims, and what issuers add to say who it is and what they may do. */
const meaningful =
  /^(?:iss|sub|aud|exp|iat|nbf|jti|azp|scp|scopes?|roles?|perm(?:ission)?s|groups|tenant|tid|oid|upn|email|uid|user(?:name|_?id)?|id|(?:client|account|org|project|session|api)_?(?:id|key)|access|type|ref)$/i;
