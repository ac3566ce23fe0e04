import { base64, digits64 } from './encoding.ts';
import { marvinSum, type Words } from './marvin.ts';

/**
 * The four characters that end an annotated key of Azure: three bytes of the checksum of the eighty characters before
 * them, which are sixty bytes in base64.
 *
 * https://github.com/microsoft/security-utilities/blob/main/src/Microsoft.Security.Utilities.Core/IdentifiableSecrets.cs
 */
export function azureChecksum(bytes: readonly number[] | Uint8Array): string {
  return base64(String.fromCharCode(...marvinSum(bytes, seed).slice(0, 3)));
}

/** `Default0`, its last character in the lowest byte. */
const seed: Words = [0x756c_7430, 0x4465_6661];

/** Gives a draft of an annotated key its month and its checksum; a draft of another length stays. */
export function annotatedKey(draft: string, chance: (length: number) => string): string {
  if (draft.length !== 84) return draft;
  // The checksum is written in letters and digits alone: another key is drawn until it is.
  for (;;) {
    const body = `${chance(52)}${draft.slice(52, 59)}C${draft.slice(60, 80)}`;
    const checksum = azureChecksum(bytesOf(body));
    if (/^[0-9A-Za-z]{4}$/.test(checksum)) return body + checksum;
  }
}

/** The bytes of base64 that needs no padding. */
function bytesOf(text: string): number[] {
  return (text.match(/.{4}/g) ?? []).flatMap((four) => {
    const bits = Array.from(four).reduce((sum, character) => sum * 64 + digits64.indexOf(character), 0);
    return [bits >> 16, (bits >> 8) & 0xff, bits & 0xff];
  });
}

/** Gives a draft of a common annotated secret the sizes that it has and a time; a draft of other lengths stays. */
export function caskKey(draft: string): string {
  const parts = /^(?<secret>.+QJJQA)[B-E][A-E](?<kind>.{5})(?<added>.{0,16})AA(?<year>.).{5}$/.exec(draft)?.groups;
  const { secret = '', kind = '', added = '', year = '' } = parts ?? {};
  const size = 'BCDE'.charAt(caskLengths.indexOf(secret.length - marker));
  if (size === '') return draft;
  const segments = Math.floor(added.length / 4);
  return `${secret}${size}${'ABCDE'.charAt(segments)}${kind}${added.slice(0, segments * 4)}AA${year}FONa7`;
}

const marker = 'QJJQA'.length;

/** How many characters 128, 256, 384 and 512 bits of secret take, with what fills them up. */
export const caskLengths: readonly number[] = [24, 44, 64, 88];
