import { decodeBase64, latin1 } from './bytes.ts';
import type { Proof } from './proof.ts';

/**
 * PyPI's tokens are macaroons, version 2 (libmacaroons' `doc/format.txt`): the byte 2, a location, an identifier and
 * caveats as fields of type, length and content, and at the end a signature of 32 bytes. A token that begins like one
 * and does not end like one was cut or masked by someone who knew the beginning; whether it opens anything stays open.
 */
export function provesMacaroon(value: string): Proof {
  const text = value.slice(value.indexOf('-') + 1);
  const bytes = decodeBase64(text.slice(0, text.length - (text.length % 4 === 1 ? 1 : 0)));
  if (!bytes || bytes[0] !== 2 || bytes[1] !== locationField) return 'refuted';
  const length = bytes[2] ?? 0;
  const location = latin1(bytes.subarray(3, 3 + length));
  if (location.length !== length || !/^[a-z0-9.:/-]+$/.test(location)) return 'refuted';
  return endsInSignature(bytes, 3 + length) ? 'proven' : 'open';
}

/** Whether fields and sections fill the bytes exactly, the signature being the last. */
function endsInSignature(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (at < bytes.length) {
    const type = bytes[at++] ?? 0;
    if (type === endOfSection) continue;
    if (type > signatureField) return false;
    const [length, next] = lengthAt(bytes, at);
    if (type === signatureField) return length === signatureLength && next + length === bytes.length;
    at = next + length;
  }
  return false;
}

/** A length in seven bits a byte, the lowest first; keys are far shorter than two bytes can say. */
function lengthAt(bytes: Uint8Array, at: number): readonly [length: number, next: number] {
  const [first = 0, second = 0] = bytes.subarray(at, at + 2);
  return first < 0x80 ? [first, at + 1] : [(first & 0x7f) | (second << 7), at + 2];
}

const [endOfSection, locationField, signatureField] = [0, 1, 6];
const signatureLength = 32;
