import { base64 } from '../services/encoding.ts';

/** The texts a value becomes where it is written down: itself, URL-encoded, JSON-escaped once or twice, in base64, in hex. */
export function encodings(value: string): readonly string[] {
  const escaped = escape(value);
  const forms = new Set([value, escaped, escape(escaped)]);
  if (!value.isWellFormed()) return [...forms];
  const encoded = encodeURIComponent(value);
  forms.add(encoded);
  forms.add(encoded.replace(/%../g, (byte) => byte.toLowerCase()));
  forms.add(encoded.replaceAll('%20', '+'));
  const hex = hexOf(value);
  forms.add(hex);
  forms.add(hex.toUpperCase());
  for (const text of base64Forms(value)) {
    forms.add(text);
    forms.add(text.replace(/\+/g, '-').replace(/\//g, '_'));
  }
  return [...forms];
}

function escape(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function hexOf(value: string): string {
  return Array.from(utf8(value), (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

/**
 * Base64 writes three bytes at a time, so a value inside a longer text (`user:value`) has three forms, of which only
 * the characters count that nothing before or after the value has a part in.
 */
function base64Forms(value: string): readonly string[] {
  const bytes = utf8(value);
  return [0, 1, 2].flatMap((shift) => {
    const start = shift === 0 ? 0 : 3 - shift;
    const whole = bytes.slice(start, start + Math.floor((bytes.length - start) / 3) * 3);
    const rest = shift === 0 && whole.length < bytes.length ? [base64(bytes)] : [];
    const text = base64(whole);
    return [...rest, ...(text.length >= shortestForm ? [text] : [])];
  });
}

/** Shorter pieces stand in too many texts by chance. */
const shortestForm = 12;

/** The bytes of a text in UTF-8, a character each. */
function utf8(value: string): string {
  return encodeURIComponent(value).replace(/%(..)/g, (_, byte: string) =>
    String.fromCharCode(Number.parseInt(byte, 16)),
  );
}
