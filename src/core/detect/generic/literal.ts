import { matchAt, type Range } from './matching.ts';

/** A piece of text that stands for a value: where it is, and what it says. */
export interface Literal extends Range {
  readonly value: string;
  readonly quoted: boolean;
}

/**
 * How firmly the syntax ties a value to its name: assigned to it; handed over beside it; a part of a string that holds
 * settings of its own (`Server=…;Password=…`); or only standing after it.
 */
export type Tie = 'assigned' | 'argument' | 'part' | 'loose';

export interface Bound {
  readonly value: Literal;
  readonly tie: Tie;
}

/** The longest value that is looked at, in characters. */
export const longestValue = 1024;

/**
 * The quoted string that opens at `at`, on one line: `"…"`, `'…'`, `` `…` ``, `"""…"""`, and the same escaped inside
 * another string (`\"…\"`). Undefined where none opens or none closes near enough.
 */
export function readQuoted(text: string, at: number): Literal | undefined {
  const escapes = backslashes(text, at);
  const open = at + escapes;
  const quote = text.charCodeAt(open);
  if (quote !== 0x22 && quote !== 0x27 && quote !== 0x60) return undefined;
  const triple = text.charCodeAt(open + 1) === quote && text.charCodeAt(open + 2) === quote;
  const start = open + (triple ? 3 : 1);
  const end = closing(text, start, { quote, escapes });
  return end === undefined ? undefined : literal(text, { start, end });
}

const backslash = 0x5c;

function closing(
  text: string,
  start: number,
  { quote, escapes }: { quote: number; escapes: number },
): number | undefined {
  const ceiling = Math.min(text.length, start + longestValue);
  for (let at = start; at < ceiling; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === 0x0a || code === 0x0d) return undefined;
    if (code !== backslash) continue;
    const run = backslashes(text, at);
    if (escapes > 0 && run === escapes && text.charCodeAt(at + run) === quote) return at;
    // An odd run escapes what follows it.
    at += run % 2 === 1 ? run : run - 1;
  }
  return undefined;
}

function backslashes(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) === backslash && end - at < 8) end++;
  return end - at;
}

export function literal(text: string, { start, end }: Range): Literal {
  return { start, end, value: text.slice(start, end), quoted: true };
}

/** An unquoted value: to the end of what its surroundings let it be. */
export function readBare(text: string, at: number, ends: RegExp): Literal | undefined {
  const found = matchAt(ends, text, at)?.[0].trimEnd();
  if (found === undefined || found === '' || found.length >= longestValue) return undefined;
  // `secret = derive(` calls a function.
  if (text.charAt(at + found.length) === '(' && /^[A-Za-z_][\w.:]*$/.test(found)) return undefined;
  return { start: at, end: at + found.length, value: found, quoted: false };
}

/** Where a value without quotes ends: at a blank or what ends a statement; in a string of code; at the line's end. */
export const bareEnds = {
  word: /[^\s"'`;|&<>(){},]{1,1024}/y,
  inString: /[^\s"'`;&<>,\\)}\]]{1,1024}/y,
  line: /[^\r\n#"'<>;]{1,1024}/y,
} as const;

/** Goes over string literals that are joined: `"abc" + "def"`, `"abc" . "def"`, lines that end in `\`. */
export function joinPieces(text: string, first: Literal): Literal | undefined {
  let joined = first;
  for (let count = 0; count < piecesJoined && joined.value.length <= longestValue; count++) {
    const operator = matchAt(joining, text, closeOf(text, joined.end))?.[0];
    if (operator === undefined) return joined;
    const next = readQuoted(text, joining.lastIndex);
    // What is joined with a variable is only partly written here.
    if (!next) return /[+.&<]/.test(operator) && /[\w$(]/.test(text.charAt(joining.lastIndex)) ? undefined : joined;
    joined = { start: first.start, end: next.end, value: joined.value + next.value, quoted: true };
  }
  return joined;
}

/** Each piece can stand on a line of its own, and no probe may look across many lines. */
const piecesJoined = 2;

const joining =
  /[ \t]{0,16}\r?\n[ \t]{1,80}(?=["'][^"'\r\n]{1,200}["'][ \t]*[\r\n);])|[ \t]{0,16}(?:\r?\n[ \t]{0,80})?(?:\+|\.(?=\s|["'])|\\\r?\n|&(?=\s|["'])|<>|\+\+|\.\.)[ \t]{0,16}(?:\\?\r?\n[ \t]{0,80})?/y;

function closeOf(text: string, at: number): number {
  const end = at + backslashes(text, at);
  return text.startsWith(text.charAt(end).repeat(3), end) ? end + 3 : end + 1;
}
