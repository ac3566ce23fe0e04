import type { Literal, Skip, StringForm } from './lexical.ts';
import type { Syntax } from './syntax.ts';

/** Where strings and comments begin and end at a place of a text, by a language's syntax alone. */

export function commentEnd(text: string, syntax: Syntax, at: number): number | undefined {
  for (const [open, close] of syntax.blockComments) {
    if (text.startsWith(open, at)) return blockEnd(text, { at, open, close, nested: syntax.nestedComments ?? false });
  }
  if (!syntax.lineComments.some((open) => text.startsWith(open, at))) return undefined;
  if (syntax.spacedComments && at > 0 && !/[\s;|&()@]/.test(text[at - 1] ?? '')) return undefined;
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}

interface Block {
  readonly at: number;
  readonly open: string;
  readonly close: string;
  readonly nested: boolean;
}

function blockEnd(text: string, { at, open, close, nested }: Block): number {
  let depth = 1;
  let from = at + open.length;
  while (depth > 0) {
    const end = text.indexOf(close, from);
    if (end < 0) return text.length;
    const inner = nested ? text.slice(from, end).split(open).length - 1 : 0;
    depth += inner - 1;
    from = end + close.length;
  }
  return from;
}

export function skipEnd(text: string, skips: readonly Skip[], at: number): number | undefined {
  for (const { lead, pattern, when } of skips) {
    if (text[at] !== lead || (when && !when(text, at))) continue;
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found && found[0] !== '') return at + found[0].length;
  }
  return undefined;
}

export function suffixAt(text: string, { suffix }: StringForm, at: number): number {
  if (!suffix) return 0;
  suffix.lastIndex = at;
  return suffix.exec(text)?.[0].length ?? 0;
}

export function isDoubled(text: string, form: StringForm, at: number): boolean {
  return form.escape === 'doubled' && text.startsWith(form.close, at + form.close.length);
}

export function preambleOf(text: string, { preamble }: Syntax): number {
  const found = preamble?.exec(text);
  return found?.index === 0 ? found[0].length : 0;
}

export function prefixBefore(text: string, form: StringForm, start: number): string {
  if (!form.prefixes) return '';
  const letters = /[A-Za-z$@&]{0,3}$/.exec(text.slice(Math.max(0, start - 4), start))?.[0] ?? '';
  const joined = /\w/.test(text[start - letters.length - 1] ?? ' ');
  return !joined && form.prefixes.includes(letters.toLowerCase()) ? letters : '';
}

/** What opens and closes an expression inside this literal as it stands. */
export function holesOf({ form, prefix }: Literal): readonly [string, string] | undefined {
  return hasHoles(form, prefix) ? form.hole : undefined;
}

function hasHoles(form: StringForm, prefix: string): boolean {
  return form.hole !== undefined && (form.holePrefix === undefined || prefix.toLowerCase().includes(form.holePrefix));
}

const insides = new Map<string, RegExp>();

/** What matters inside a literal: escapes, the closer, holes, and the end of the line where it is the end. */
export function insideOf(form: StringForm, prefix: string): RegExp {
  const parts: string[] = [];
  if (form.escape === 'backslash')
    parts.push(form.hole?.[0].startsWith('\\') ? `\\\\[^${escaped(form.hole[0][1] ?? '')}]` : '\\\\[^]');
  if (form.escape === 'backtick') parts.push('`[^]');
  if (form.hole && hasHoles(form, prefix)) {
    if (form.hole[0] === '{') parts.push('\\{\\{');
    parts.push(escaped(form.hole[0]));
  }
  parts.push(escaped(form.close));
  if (!form.multiline) parts.push('\\n');
  const source = parts.join('|');
  const known = insides.get(source) ?? new RegExp(source, 'g');
  insides.set(source, known);
  return known;
}

export interface Tokens {
  readonly inCode: RegExp;
  readonly inHole: RegExp;
}

const tokensKnown = new WeakMap<Syntax, Tokens>();

/** Where something other than code can begin, in code and in the holes of a literal. */
export function tokensOf(syntax: Syntax): Tokens {
  const known = tokensKnown.get(syntax);
  if (known) return known;
  const openers = [
    ...syntax.blockComments.map(([open]) => open),
    ...syntax.lineComments,
    ...(syntax.skip ?? []).map(({ lead }) => lead),
    ...(syntax.heredoc ? [syntax.heredoc.lead] : []),
    ...syntax.strings.map(({ open }) => open),
  ].map(escaped);
  const newline = syntax.heredoc ? ['\\n'] : [];
  const made = {
    inCode: new RegExp([...openers, ...newline].join('|'), 'g'),
    inHole: new RegExp([...openers, '[{}()]', '\\n'].join('|'), 'g'),
  };
  tokensKnown.set(syntax, made);
  return made;
}

export function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, '\\$&');
}
