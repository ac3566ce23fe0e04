import type { StringForm, Syntax } from './syntax.ts';

/** What a place in source text belongs to. `start` and `end` span the whole literal, prefix and quotes included. */
export type Region =
  | { readonly type: 'code' }
  | { readonly type: 'comment'; readonly start: number; readonly end: number }
  | {
      readonly type: 'string';
      readonly start: number;
      readonly end: number;
      readonly prefix: string;
      readonly form: StringForm;
      readonly innerStart: number;
      readonly innerEnd: number;
    };

/** Walks the text once from its start, by the strings and comments of the language, to the region that holds `at`. */
export function regionAt(text: string, syntax: Syntax, at: number): Region {
  let here = 0;
  while (here <= at && here < text.length) {
    const region = commentFrom(text, syntax, here) ?? stringFrom(text, syntax, here);
    if (region === undefined) {
      here += 1;
      continue;
    }
    if (region.type === 'string') {
      const hole = holeAround(text, syntax, region, at);
      if (hole) return hole;
    }
    if (at < region.end) return region;
    here = region.end;
  }
  return { type: 'code' };
}

type Bounded = Exclude<Region, { type: 'code' }>;

function commentFrom(text: string, syntax: Syntax, start: number): Bounded | undefined {
  for (const [open, close] of syntax.blockComments) {
    if (!text.startsWith(open, start)) continue;
    const end = text.indexOf(close, start + open.length);
    return { type: 'comment', start, end: end < 0 ? text.length : end + close.length };
  }
  if (!syntax.lineComments.some((open) => text.startsWith(open, start))) return undefined;
  return { type: 'comment', start, end: lineEnd(text, start) };
}

function stringFrom(text: string, syntax: Syntax, start: number): Extract<Region, { type: 'string' }> | undefined {
  const form = syntax.strings.find(({ open }) => text.startsWith(open, start));
  if (form === undefined) return undefined;
  const innerStart = start + form.open.length;
  const innerEnd = closeOf(text, form, innerStart);
  const prefix = prefixBefore(text, form, start);
  const end = Math.min(innerEnd + form.close.length, text.length);
  return { type: 'string', start: start - prefix.length, end, prefix, form, innerStart, innerEnd };
}

function closeOf(text: string, form: StringForm, from: number): number {
  const limit = form.multiline ? text.length : lineEnd(text, from);
  for (let at = from; at < limit; at++) {
    if (form.escape === 'backslash' && text[at] === '\\') at += 1;
    else if (text.startsWith(form.close, at)) {
      const doubled = form.escape === 'doubled' && text.startsWith(form.close, at + form.close.length);
      if (!doubled) return at;
      at += form.close.length;
    }
  }
  return limit;
}

function prefixBefore(text: string, form: StringForm, start: number): string {
  const letters = /[A-Za-z]{0,2}$/.exec(text.slice(Math.max(0, start - 3), start))?.[0] ?? '';
  const joined = /[\w]/.test(text[start - letters.length - 1] ?? ' ');
  return !joined && (form.prefixes?.includes(letters.toLowerCase()) ?? false) ? letters : '';
}

/** A literal inside a hole of a template belongs to itself, not to the template. */
function holeAround(
  text: string,
  syntax: Syntax,
  region: Extract<Region, { type: 'string' }>,
  at: number,
): Region | undefined {
  const hole = holesOf(region);
  if (!hole || at < region.innerStart || at >= region.innerEnd) return undefined;
  const open = text.lastIndexOf(hole[0], at);
  if (open < region.innerStart) return undefined;
  const close = text.indexOf(hole[1], open + hole[0].length);
  if (close < at || close > region.innerEnd) return undefined;
  const start = open + hole[0].length;
  const inner = regionAt(text.slice(start, close), syntax, at - start);
  if (inner.type === 'code') return inner;
  const moved = { ...inner, start: inner.start + start, end: inner.end + start };
  return moved.type === 'comment'
    ? moved
    : { ...moved, innerStart: moved.innerStart + start, innerEnd: moved.innerEnd + start };
}

/** What opens and closes an expression inside this literal as it stands. */
export function holesOf({ form, prefix }: Extract<Region, { type: 'string' }>): readonly [string, string] | undefined {
  if (form.holePrefix !== undefined && !prefix.toLowerCase().includes(form.holePrefix)) return undefined;
  return form.hole;
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  if (newline < 0) return text.length;
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}
