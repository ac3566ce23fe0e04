import canonicalize from 'canonicalize';
import type { Request } from './manifest.ts';

/**
 * `request_s256`: what was approved, in one number. The same for every way to write the same request, another for
 * every change of it. `sha256` is handed in and answers in hex.
 */
export function requestDigest(request: Request, sha256: (text: string) => string): string {
  return sha256(canonicalize(request) ?? '');
}
