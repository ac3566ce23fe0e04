import { decodeBase64, latin1 } from './bytes.ts';
import { type Element, elements } from './der.ts';
import { type Proof, provenIf } from './proof.ts';

/** What a key's bytes show: a key in the clear, one under a passphrase, or something that is no key. */
export type KeyForm = 'plain' | 'encrypted' | 'broken';

/** The form of a private key's bytes, whichever of the usual containers holds them. */
export function keyForm(bytes: Uint8Array): KeyForm {
  const head = latin1(bytes.subarray(0, 64));
  if (head.startsWith('openssh-key-v1\0')) return head.slice(15).startsWith('\0\0\0\u0004none') ? 'plain' : 'encrypted';
  if (isOpenPgpSecretKey(bytes)) return 'plain';
  return derForm(bytes);
}

export function provesPrivateKey(value: string): Proof {
  const body = value.replace(/-----[A-Z0-9 ]+-----/g, '').replace(/\\[nrt]|[^A-Za-z0-9+/=_-]/g, '');
  const bytes = decodeBase64(body);
  return provenIf(bytes !== undefined && keyForm(bytes) !== 'broken');
}

/** PKCS #1, SEC 1, DSA, PKCS #8 and its encrypted form: each a sequence that its elements fill exactly. */
function derForm(bytes: Uint8Array): KeyForm {
  const [outer, ...rest] = elements(bytes, 0, bytes.length) ?? [];
  if (!outer || outer.tag !== sequence || rest.length > 0) return 'broken';
  const parts = elements(bytes, outer.start, outer.end) ?? [];
  const tags = parts.map(({ tag }) => tag);
  if (tags.length === 2 && tags[0] === sequence && tags[1] === octetString) return 'encrypted';
  return isVersion(bytes, parts[0]) && holdsKey(tags.slice(1)) ? 'plain' : 'broken';
}

function isVersion(bytes: Uint8Array, part: Element | undefined): boolean {
  return part?.tag === integer && part.end - part.start === 1 && (bytes[part.start] ?? 9) <= 1;
}

/** PKCS #8 has the algorithm and the key, SEC 1 the key, PKCS #1 and DSA their numbers. */
function holdsKey([first, ...others]: readonly number[]): boolean {
  if (first === sequence) return others[0] === octetString;
  return first === octetString || (first === integer && others.length >= 3 && others.every((tag) => tag === integer));
}

const [integer, octetString, sequence] = [0x02, 0x04, 0x30];

/** A secret-key packet (tag 5) of version 3 to 6 begins an OpenPGP private key block. */
function isOpenPgpSecretKey(bytes: Uint8Array): boolean {
  const [head = 0, one = 0] = bytes;
  if (head >= 0xc0) return (head & 0x3f) === 5 && [3, 4, 5, 6].includes(bytes[one < 192 ? 2 : one < 224 ? 3 : 6] ?? 0);
  return head >= 0x80 && ((head >> 2) & 0x0f) === 5 && [3, 4].includes(bytes[1 + 2 ** (head & 3)] ?? 0);
}
