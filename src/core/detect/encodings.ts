/** The texts a value becomes where it is written down: itself, URL-encoded, JSON-escaped, in base64. */
export function encodings(value: string): readonly string[] {
  const forms = new Set([value, JSON.stringify(value).slice(1, -1)]);
  if (!value.isWellFormed()) return [...forms];
  forms.add(encodeURIComponent(value));
  for (const text of base64Forms(value)) {
    forms.add(text);
    forms.add(text.replace(/\+/g, '-').replace(/\//g, '_'));
  }
  return [...forms];
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
    const rest = shift === 0 && whole.length < bytes.length ? [encodeBase64(bytes)] : [];
    const text = encodeBase64(whole);
    return [...rest, ...(text.length >= shortestForm ? [text] : [])];
  });
}

/** Shorter pieces stand in too many texts by chance. */
const shortestForm = 12;

function utf8(value: string): readonly number[] {
  const escaped = encodeURIComponent(value);
  const bytes: number[] = [];
  for (let at = 0; at < escaped.length; at++) {
    if (escaped.charAt(at) === '%') {
      bytes.push(Number.parseInt(escaped.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(escaped.charCodeAt(at));
  }
  return bytes;
}

function encodeBase64(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [one = 0, two, three] = bytes.slice(at, at + 3);
    text += digit(one >> 2) + digit(((one & 3) << 4) | ((two ?? 0) >> 4));
    text += two === undefined ? '=' : digit(((two & 15) << 2) | ((three ?? 0) >> 6));
    text += three === undefined ? '=' : digit(three & 63);
  }
  return text;
}

function digit(sextet: number): string {
  return 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charAt(sextet);
}
