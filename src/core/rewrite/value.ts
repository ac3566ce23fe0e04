import { syntaxOf } from './languages.ts';
import { isUrlPassword } from './place.ts';
import { regionsOf } from './regions.ts';
import type { Syntax } from './syntax.ts';
import type { Literal, Regions } from './lexical.ts';

/** A value where it stands, as in a finding. */
export interface ValuePlace {
  readonly text: string;
  readonly language: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The value that a literal stands for: its escapes undone, its pieces joined. What the variable of the reference has
 * to hold so that the program sees what it saw before. The password of a URL is decoded where the code will encode it.
 */
export function valueIn(place: ValuePlace): string {
  const { text, language, start, end } = place;
  const written = text.slice(start, end);
  if (!/[\\'"`&%\r\n]/.test(written)) return written;
  const syntax = syntaxOf(language);
  const value = syntax ? decoded(valueInCode(place, syntax), place, syntax) : valueInData(place, written);
  return value.startsWith('-----BEGIN ') ? value.replaceAll(/\r?\n[\t ]*/g, '\n') : value;
}

function decoded(value: string, { text, start, end }: ValuePlace, { encode }: Syntax): string {
  if (!encode || !/%[\dA-F]{2}/i.test(value) || !isUrlPassword(text, { start, end })) return value;
  try {
    return decodeURIComponent(value);
  } catch (error) {
    // A stray percent sign: the value was never encoded.
    if (error instanceof URIError) return value;
    throw error;
  }
}

function valueInCode({ text, language, start, end }: ValuePlace, syntax: Syntax): string {
  const regions = regionsOf(text, syntax);
  const region = regions.at(start);
  if (region?.type !== 'string') return text.slice(start, end);
  const pieces: string[] = [];
  for (let piece: Literal | undefined = region; piece; piece = nextLiteral(regions, piece.end, end)) {
    const written = text.slice(Math.max(piece.innerStart, start), Math.min(piece.innerEnd, end));
    pieces.push(unescaped(written, piece, language));
  }
  return pieces.join('');
}

/** The next piece of a concatenation, if it begins before `end`. */
function nextLiteral(regions: Regions, from: number, end: number): Literal | undefined {
  for (let at = from; at < end; at++) {
    const region = regions.at(at);
    if (region?.type === 'string') return region;
    if (region?.type === 'comment') at = region.end - 1;
  }
  return undefined;
}

function unescaped(written: string, { form, prefix }: Literal, language: string): string {
  if (form.escape === 'none' || (/r/i.test(prefix) && language === 'python')) return written;
  if (form.escape === 'backtick') return written.replaceAll(/`(.)/g, '$1');
  if (form.escape === 'doubled') return written.replaceAll(form.close + form.close, form.close);
  const few = form.open === "'" && fewEscapes.has(language);
  return few ? written.replaceAll(/\\([\\'])/g, '$1') : withoutBackslashes(written);
}

/** Languages whose single quotes know two escapes, that of the quote and that of the backslash. */
const fewEscapes: ReadonlySet<string> = new Set(['php', 'ruby', 'perl', 'groovy']);

function withoutBackslashes(written: string): string {
  return written.replaceAll(escape, (_, after: string) => {
    if (/^[xuU]./.test(after)) return character(Number.parseInt(after.replaceAll(/[{}uxU]/g, ''), 16));
    if (/^[0-7]/.test(after)) return character(Number.parseInt(after, 8));
    if (after.endsWith('\n')) return '';
    return letters[after] ?? after;
  });
}

const escape = /\\(x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|u\{[\dA-Fa-f]{1,6}\}|U[\dA-Fa-f]{8}|[0-7]{1,3}|\r?\n|.)/g;

const letters: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  e: '\u001B',
};

function character(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\uFFFD';
}

function valueInData({ text, language, start }: ValuePlace, written: string): string {
  if (/^(?:xml|html)$/.test(language))
    return written.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name) => entities[String(name)] ?? '');
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const quote = openQuote(text.slice(lineStart, start));
  if (quote === '"' || language.startsWith('json')) {
    return shells.has(language) ? written.replaceAll(/\\([\\"$`])/g, '$1') : withoutBackslashes(written);
  }
  return quote === "'" && yaml.has(language) ? written.replaceAll("''", "'") : written;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const shells: ReadonlySet<string> = new Set(['shellscript', 'fish', 'zsh', 'bash']);
const yaml: ReadonlySet<string> = new Set(['yaml', 'dockercompose', 'github-actions-workflow', 'helm', 'ansible']);

/** The quote that is open at the end of this part of a line. */
function openQuote(before: string): string {
  let open = '';
  for (const [quote] of before.replaceAll(/\\./g, '').matchAll(/["']/g)) {
    if (open === '') open = quote;
    else if (open === quote) open = '';
  }
  return open;
}
