/**
 * Where a credential can begin: not inside a longer run of letters and digits, unless what stands before is the end of
 * an escape (`\n`, `\"` as `\u0022`, `%3D`), which belongs to the quoting and not to the value.
 */
export function startsAt(text: string, start: number): boolean {
  if (start === 0 || !isWordCode(text.charCodeAt(start - 1))) return true;
  return endsEscape(text, start);
}

export function isWordCode(code: number): boolean {
  return code < 128 && wordCodes[code] === 1;
}

function endsEscape(text: string, end: number): boolean {
  const two = text.charCodeAt(end - 2);
  if (two === backslash) return 'abefnrtv0'.includes(text.charAt(end - 1));
  const three = text.charCodeAt(end - 3);
  const four = text.charCodeAt(end - 4);
  if (three !== percent && three !== bracket && four !== bracket && four !== backslash) {
    if (text.charCodeAt(end - 6) !== backslash) return false;
  }
  return encoded.test(text.slice(Math.max(0, end - 6), end));
}

const backslash = 0x5c;
const percent = 0x25;
const bracket = 0x5b;
/** A character written as its code, or the end of a terminal's colour. */
const encoded = /(?:%[0-9A-Fa-f]{2}|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\[[0-9]{1,2}m)$/;

const wordCodes = new Uint8Array(128);
for (const character of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz') {
  wordCodes[character.charCodeAt(0)] = 1;
}

/** Whether the text around `start` is a long run of base64, in which any short pattern turns up by chance. */
export function insideBlob(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (before !== 0x2b && before !== 0x2f) return false;
  const floor = Math.max(0, start - blobLength);
  for (let at = start - 1; at >= floor; at--) {
    const code = text.charCodeAt(at);
    if (code !== 0x2b && code !== 0x2f && (code === underscore || !isWordCode(code))) return false;
  }
  return start - floor === blobLength;
}

const underscore = 0x5f;
const blobLength = 80;

/** Offset of the first character of the line that `at` is on, at most `reach` characters back. */
export function lineStart(text: string, at: number, reach: number): number {
  const floor = Math.max(0, at - reach);
  for (let index = at - 1; index >= floor; index--) if (isBreak(text.charCodeAt(index))) return index + 1;
  return floor;
}

/** Offset of the end of the line that `at` is on, at most `reach` characters ahead. */
export function lineEnd(text: string, at: number, reach: number): number {
  const ceiling = Math.min(text.length, at + reach);
  for (let index = at; index < ceiling; index++) if (isBreak(text.charCodeAt(index))) return index;
  return ceiling;
}

function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

/** Whether `length` letters, digits and the like in a row begin within `reach` characters of `from` on its line. */
export function hasRunAhead(text: string, from: number, { length, reach }: { length: number; reach: number }): boolean {
  const ceiling = Math.min(text.length, from + reach + length);
  let run = 0;
  for (let at = from; at < ceiling; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x20 && code !== 0x22 && code !== 0x27) {
      run++;
      if (run >= length) return true;
    } else {
      if (isBreak(code)) return false;
      run = 0;
    }
  }
  return false;
}
