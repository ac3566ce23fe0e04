import { sha256 } from './sha256.ts';

const digits58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** The bytes of a base-58 text as Bitcoin writes it; undefined where a character is no digit. */
export function base58Bytes(text: string): number[] | undefined {
  let number = 0n;
  for (const character of text) {
    const digit = digits58.indexOf(character);
    if (digit < 0) return undefined;
    number = number * 58n + BigInt(digit);
  }
  const bytes: number[] = [];
  for (; number > 0n; number >>= 8n) bytes.unshift(Number(number & 0xffn));
  const zeros = /^1*/.exec(text)?.[0].length ?? 0;
  return [...Array.from({ length: zeros }, () => 0), ...bytes];
}

/** Bytes in base 58, each zero that they begin with being a `1`. */
export function base58(bytes: readonly number[]): string {
  let text = '';
  for (let left = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n); left > 0n; left /= 58n) {
    text = digits58.charAt(Number(left % 58n)) + text;
  }
  const first = bytes.findIndex((byte) => byte !== 0);
  return '1'.repeat(first < 0 ? bytes.length : first) + text;
}

/** The four bytes that Base58Check puts after others: the first of their SHA-256, taken twice. */
export function base58Checksum(bytes: readonly number[]): readonly number[] {
  return sha256(sha256(bytes)).slice(0, base58ChecksumLength);
}

export const base58ChecksumLength = 4;
