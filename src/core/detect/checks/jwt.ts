import { decodeJson } from './bytes.ts';
import { type Proof, provenIf } from './proof.ts';

/**
 * The first part names an algorithm, the second holds claims. Whether it has expired is not asked: there is no clock.
 * A token for the role `anon` is what Supabase gives to browsers.
 */
export function provesJwt(value: string): Proof {
  const [header = '', payload = ''] = value.slice(Math.max(0, value.indexOf('eyJ'))).split('.');
  const head = decodeJson(header);
  if (typeof head?.['alg'] !== 'string') return 'refuted';
  const claims = decodeJson(payload);
  if (claims?.['role'] === 'anon') return 'public';
  return provenIf(claims !== undefined || typeof head['enc'] === 'string');
}
