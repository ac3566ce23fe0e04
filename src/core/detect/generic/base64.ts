/** Base64 to Latin-1 text; undefined where it is no base64. */
export function decodeBase64(value: string): string | undefined {
  const body = value.replace(/={1,2}$/, '');
  if (body.length % 4 === 1) return undefined;
  let [bits, held, plain] = [0, 0, ''];
  for (const character of body) {
    const digit = digits.indexOf(character);
    if (digit < 0) return undefined;
    held = (held << 6) | digit;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    plain += String.fromCharCode((held >> bits) & 0xff);
    held &= (1 << bits) - 1;
  }
  return plain;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
