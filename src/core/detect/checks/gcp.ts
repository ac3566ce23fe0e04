import { provesPrivateKey } from './private-key.ts';
import type { Proof } from './proof.ts';

/** A service account's file is as good as the private key in it. */
export function provesServiceAccount(value: string): Proof {
  const start = value.indexOf('-----BEGIN PRIVATE KEY-----');
  const end = value.indexOf('-----END PRIVATE KEY-----', start);
  return start < 0 || end < 0 ? 'refuted' : provesPrivateKey(value.slice(start, end));
}
