/** Decodes base64 or base64url, padded or not; undefined where a character or the length does not fit. */
export function decodeBase64(text: string): Uint8Array | undefined {
  let length = text.length;
  while (length > 0 && text.charCodeAt(length - 1) === padding) length--;
  if (text.length - length > 2 || length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let [bits, held, to] = [0, 0, 0];
  for (let at = 0; at < length; at++) {
    const sextet = sextets[text.charCodeAt(at)] ?? none;
    if (sextet === none) return undefined;
    bits = ((bits << 6) | sextet) & 0xff_ff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[to++] = (bits >> held) & 0xff;
  }
  return bytes;
}

const padding = '='.charCodeAt(0);
const none = 0xff;
const sextets = new Uint8Array(128).fill(none);
Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', (character, sextet) => {
  sextets[character.charCodeAt(0)] = sextet;
});
sextets['-'.charCodeAt(0)] = 62;
sextets['_'.charCodeAt(0)] = 63;

/** Bytes as text, a character a byte: enough to look for ASCII in them. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

/** The object that a piece of base64 holds as JSON; undefined for anything else. */
export function decodeJson(base64: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = decodeBase64(base64);
  if (bytes?.[0] !== 0x7b) return undefined;
  try {
    // Bytes stand for characters here: keys and structure are ASCII, and text in other alphabets is not looked at.
    const value: unknown = JSON.parse(latin1(bytes));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
