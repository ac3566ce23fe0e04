/**
 * Text from outside as one line that moves no cursor and hides nothing: control characters and those that turn the
 * direction of writing are shown as escapes.
 */
export function printable(text: string): string {
  return text.replaceAll(unprintable, (character) => named[character] ?? escaped(character));
}

const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
