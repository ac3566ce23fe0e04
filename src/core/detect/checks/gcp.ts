import { provesPrivateKey } from './private-key.ts';
import type { Proof } from './proof.ts';

/** A service account's file is as good as the private key in it. */
export function provesServiceAccount(value: string): Proof {
  const key = /-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----/s.exec(value)?.[0];
  return key === undefined ? 'refuted' : provesPrivateKey(key);
}
