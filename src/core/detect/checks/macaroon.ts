import { decodeBase64, latin1 } from './bytes.ts';
import { type Proof, provenIf } from './proof.ts';

/** PyPI's tokens are macaroons, version 2: the byte 2, then the location `pypi.org` or `test.pypi.org`. */
export function provesMacaroon(value: string): Proof {
  const bytes = decodeBase64(value.slice(value.indexOf('-') + 1).replace(/^M?(?=AgE)/, ''));
  if (!bytes || bytes[0] !== 2 || bytes[1] !== 1) return 'refuted';
  const length = bytes[2] ?? 0;
  const location = latin1(bytes.subarray(3, 3 + length));
  return provenIf(location.length === length && /^[a-z0-9.:/-]+$/.test(location));
}
