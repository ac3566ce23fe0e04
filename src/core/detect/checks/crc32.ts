/** CRC-32 as in PNG and gzip, of ASCII text. */
export function crc32(text: string): number {
  let sum = ~0;
  for (let at = 0; at < text.length; at++) sum = (sum >>> 8) ^ (table[(sum ^ text.charCodeAt(at)) & 0xff] as number);
  return ~sum >>> 0;
}

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb8_8320 : 0);
  return sum;
});

/** A number in base 62, digits before upper before lower case, filled up with zeros. */
export function base62(value: number, length: number): string {
  let digits = '';
  for (let left = value; left > 0; left = Math.floor(left / 62)) digits = alphabet.charAt(left % 62) + digits;
  return digits.padStart(length, '0');
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
