import { decodeBase64 } from './bytes.ts';
import { type Proof, provenIf } from './proof.ts';

/** `v4.public.` and a payload that holds a signature, or `v4.local.` and one that holds nonce and tag. */
export function provesPaseto(value: string): Proof {
  const match = /^v([1-4])\.(local|public)\.([-\w]+)/.exec(value);
  const bytes = decodeBase64(match?.[3] ?? '=');
  if (!match || !bytes) return 'refuted';
  return provenIf(
    bytes.length >= (match[2] === 'public' ? 64 + 2 : 32 + 16) && (match[2] === 'local' || bytes[0] === 0x7b),
  );
}
