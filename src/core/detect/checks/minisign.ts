import { decodeBase64, latin1 } from './bytes.ts';
import { type Proof, provenIf } from './proof.ts';

/**
 * A secret key of minisign is 158 bytes: the algorithms of signature (`Ed`), key derivation (`Sc`, or zeros where no
 * password protects it) and checksum (`B2`), 32 bytes of salt, the limits of operations and memory as 64 bits each, the
 * low byte first, and 104 bytes of key. No computer has 2^40 bytes of memory to give to a password, so the upper bytes
 * of both limits are zero.
 *
 * https://jedisct1.github.io/minisign/#signature-format
 */
export function provesMinisign(value: string): Proof {
  const bytes = decodeBase64(keyIn(value));
  return provenIf(bytes?.length === 158 && isHeader(bytes) && limitsAt.every((at) => isLimit(bytes, at)));
}

const limitsAt = [38, 46] as const;

/** Tauri wants the whole file in base64, comment and all: the key is its second line. */
function keyIn(value: string): string {
  if (value.startsWith('RW')) return value;
  const file = decodeBase64(value);
  return (file && latin1(file).split('\n')[1]) ?? '';
}

function isHeader(bytes: Uint8Array): boolean {
  const header = latin1(bytes.subarray(0, 6));
  return header === 'EdScB2' || header === 'Ed\0\0B2';
}

/** A password that is derived at no cost protects nothing, so that a limit of zero goes with no password alone. */
function isLimit(bytes: Uint8Array, at: number): boolean {
  const limit = bytes.subarray(at, at + 8);
  return limit.subarray(5).every((byte) => byte === 0) && (bytes[2] === 0 || limit.some((byte) => byte !== 0));
}
