/** The encodings that vendors build tokens from, for the generator of examples and for the proofs alike. */
export const digits62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const digits32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const bech32Digits = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** CRC-32 as in PNG and gzip, of ASCII text. */
export function crc32(text: string): number {
  let sum = ~0;
  for (let at = 0; at < text.length; at++) sum = (sum >>> 8) ^ (crcTable[(sum ^ text.charCodeAt(at)) & 0xff] ?? 0);
  return ~sum >>> 0;
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb8_8320 : 0);
  return sum;
});

/** CRC-16 as in XMODEM: polynomial 0x1021, starting from zero. */
export function crc16(bytes: readonly number[]): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) sum = ((sum << 1) ^ (sum & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return sum;
}

/** A number in base 62, filled up with zeros: how GitHub and npm write a checksum. */
export function base62(value: number, length: number): string {
  let text = '';
  for (let left = value; left > 0; left = Math.floor(left / 62)) text = digits62.charAt(left % 62) + text;
  return text.padStart(length, '0');
}

/** A number of `length` base-32 digits (RFC 4648), the most significant first. */
export function base32(value: bigint, length: number): string {
  let text = '';
  for (let left = value; text.length < length; left >>= 5n) text = digits32.charAt(Number(left & 31n)) + text;
  return text;
}

/** Base64 of characters that stand for a byte each, with padding. */
export function base64(latin1: string): string {
  let text = '';
  for (let at = 0; at < latin1.length; at += 3) {
    const [one, two, three] = [latin1.charCodeAt(at), latin1.charCodeAt(at + 1), latin1.charCodeAt(at + 2)];
    const bits = (one << 16) | (two << 8) | three;
    const digits = [bits >> 18, bits >> 12, bits >> 6, bits].map((sextet) => digits64.charAt(sextet & 63)).join('');
    text += digits.slice(0, Number.isNaN(two) ? 2 : Number.isNaN(three) ? 3 : 4).padEnd(4, '=');
  }
  return text;
}

export const digits64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 with the alphabet of URLs and without padding. */
export function base64url(latin1: string): string {
  return base64(latin1).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The six characters that end a bech32 text of this prefix and these digits (BIP 173). */
export function bech32Checksum(prefix: string, data: string): string {
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  const digits = Array.from(data, (character) => bech32Digits.indexOf(character));
  const start = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
  const sum = bech32Sum([...start, ...digits, 0, 0, 0, 0, 0, 0]) ^ 1;
  return [25, 20, 15, 10, 5, 0].map((shift) => bech32Digits.charAt((sum >> shift) & 31)).join('');
}

/** The remainder of a bech32 text, prefix expanded: 1 where its checksum holds. */
export function bech32Sum(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ff_ffff) << 5) ^ value;
    bech32Terms.forEach((term, bit) => {
      if ((top >> bit) & 1) sum ^= term;
    });
  }
  return sum;
}

const bech32Terms = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3] as const;
