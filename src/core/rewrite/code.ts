import { goImportEdit, importEdit } from './imports.ts';
import { holesOf, regionAt, type Region } from './region.ts';
import type { Rewrite, RewriteInput, RewriteNote, TextEdit } from './rewrite.ts';
import type { Syntax } from './syntax.ts';

type Literal = Extract<Region, { type: 'string' }>;

/** Replaces a value in source code of a language that has string literals. */
export function rewriteCode(input: RewriteInput, syntax: Syntax): Rewrite {
  const region = regionAt(input.text, syntax, input.start);
  if (region.type === 'comment') return redacted(input);
  if (region.type === 'code') return { type: 'refused', reason: 'unknown-syntax' };
  const before = statementBefore(input.text, region.start);
  const loosened = loosen(input.text, region.start, before, syntax);
  if (loosened.length === 0 && (syntax.constantOnly?.test(before) || isKey(input.text, region, before))) {
    return { type: 'refused', reason: 'constant-only' };
  }
  if (input.end > region.innerEnd) return concatenated(input, syntax, region);
  const edit = literalEdit(input, syntax, region);
  if (edit === undefined) return { type: 'refused', reason: 'unknown-syntax' };
  return {
    type: 'rewritten',
    edits: inOrder([...loosened, ...edit, ...imports(input, syntax)]),
    notes: notesOf(input),
  };
}

/** A credential in a comment is taken out; code has no place there. */
export function redacted({ start, end, reference }: RewriteInput): Rewrite {
  const edits = [{ start, end, newText: `valet-key://${reference.request}` }];
  return { type: 'rewritten', edits, notes: ['redacted-comment'] };
}

function literalEdit(input: RewriteInput, syntax: Syntax, region: Literal): readonly TextEdit[] | undefined {
  const { text, start, end } = input;
  const before = text.slice(region.innerStart, start);
  const after = text.slice(end, region.innerEnd);
  if (before === '' && after === '') return [whole(input, syntax, region)];
  const hole = holesOf(region);
  if (hole) return [{ start, end, newText: hole[0] + lookupOf(input, syntax, otherQuote(region)) + hole[1] }];
  return withHoles(input, syntax, region) ?? split(input, syntax, region);
}

/** The literal is nothing but the value: the look-up takes its place, quotes, prefix and all. */
function whole(input: RewriteInput, syntax: Syntax, region: Literal): TextEdit {
  const { text } = input;
  let newText = lookupOf(input, syntax, quoteOf(region, syntax));
  if (region.prefix.toLowerCase().includes('b') && input.language === 'python') newText += '.encode()';
  const rest = text.slice(region.end, region.end + 16).trimStart();
  if (/^[.?[]/.test(rest)) newText = newText.replace(/^&\*/, '');
  if (isJsxAttribute(input, region)) newText = `{${newText}}`;
  return { start: region.start, end: region.end, newText };
}

/** Turns the literal into one that takes expressions: a template in JavaScript, an f-string in Python, `format!`. */
function withHoles(input: RewriteInput, syntax: Syntax, region: Literal): readonly TextEdit[] | undefined {
  const { text, start, end, language } = input;
  const before = text.slice(region.innerStart, start);
  const after = text.slice(end, region.innerEnd);
  if (language === 'python' && !/[bu]/i.test(region.prefix)) {
    const hole = `{${lookupOf(input, syntax, otherQuote(region))}}`;
    const { open, close } = region.form;
    return [replaceAll(region, `f${region.prefix}${open}${doubled(before)}${hole}${doubled(after)}${close}`)];
  }
  const template = syntax.strings.find((form) => form.open === '`' && form.hole);
  if (template?.hole) {
    const [open, close] = template.hole;
    const body = `\`${asTemplate(before)}${open}${lookupOf(input, syntax, "'")}${close}${asTemplate(after)}\``;
    return [replaceAll(region, isJsxAttribute(input, region) ? `{${body}}` : body)];
  }
  if (language === 'rust') {
    const { open, close } = region.form;
    const lookup = lookupOf(input, syntax, '"').replace(/^&\*/, '');
    return [replaceAll(region, `&*format!(${open}${doubled(before)}{}${doubled(after)}${close}, ${lookup})`)];
  }
  return undefined;
}

/** Joins what is left of the literal and the look-up with the language's operator. */
function split(input: RewriteInput, syntax: Syntax, region: Literal): readonly TextEdit[] | undefined {
  const { text, start, end } = input;
  const { open, close } = region.form;
  const piece = (from: number, to: number): string[] =>
    from === to ? [] : [region.prefix + open + text.slice(from, to) + close];
  const lookup = lookupOf(input, syntax, quoteOf(region, syntax));
  const parts = [...piece(region.innerStart, start), lookup, ...piece(end, region.innerEnd)];
  if (syntax.join === undefined) return [replaceAll(region, `paste0(${parts.join(', ')})`)];
  const joined = parts.join(syntax.join);
  const bound = /^\s*(?:[.[%*]|->|\?\.)/.test(text.slice(region.end, region.end + 16));
  return [replaceAll(region, bound ? `(${joined})` : joined)];
}

/** `"sk_" + "live…"`: the pieces become one look-up when the value spans the whole of them. */
function concatenated(input: RewriteInput, syntax: Syntax, first: Literal): Rewrite {
  const last = regionAt(input.text, syntax, input.end - 1);
  if (last.type !== 'string' || input.start !== first.innerStart || input.end !== last.innerEnd) {
    return { type: 'refused', reason: 'unknown-syntax' };
  }
  const newText = lookupOf(input, syntax, quoteOf(first, syntax));
  const edits = [{ start: first.start, end: last.end, newText }, ...imports(input, syntax)];
  return { type: 'rewritten', edits: inOrder(edits), notes: notesOf(input) };
}

function lookupOf({ text, language, reference }: RewriteInput, syntax: Syntax, quote: string): string {
  if (/script/.test(language) && /\bDeno\./.test(text)) {
    return `Deno.env.get(${quote}${reference.env}${quote})${language.startsWith('typescript') ? '!' : ''}`;
  }
  return syntax.lookup(reference.env, quote);
}

function imports({ text, language }: RewriteInput, { importOf }: Syntax): readonly TextEdit[] {
  if (language === 'go') return goImportEdit(text);
  const edit = importOf && importEdit(text, importOf);
  return edit ? [edit] : [];
}

/** `const` where only constants may stand becomes what the language has for values known at run time. */
function loosen(text: string, at: number, before: string, { loosen: rule }: Syntax): readonly TextEdit[] {
  if (!rule?.before.test(before)) return [];
  const from = at - before.length;
  const last = [...text.slice(from, at).matchAll(rule.keyword)].at(-1);
  if (!last) return [];
  const start = from + last.index;
  return [{ start, end: start + last[0].length, newText: rule.by }];
}

/** From the last end of a statement to the literal, 400 characters at most. */
function statementBefore(text: string, at: number): string {
  const window = text.slice(Math.max(0, at - 400), at);
  return window.slice(window.lastIndexOf(';') + 1);
}

/** An object's key may not become an expression without brackets; that says more than a fix should change. */
function isKey(text: string, region: Literal, before: string): boolean {
  return /[{,]\s*$/.test(before) && /^\s*:(?!:)/.test(text.slice(region.end, region.end + 8)) && /[{]/.test(before);
}

function isJsxAttribute({ text, language }: RewriteInput, region: Literal): boolean {
  return /react|vue|svelte/.test(language) && /[\w-]=$/.test(text.slice(Math.max(0, region.start - 40), region.start));
}

function notesOf({ text, language }: RewriteInput): readonly RewriteNote[] {
  const client =
    /script|vue|svelte/.test(language) && /\bimport\.meta\.env\b|['"]use client['"]|NEXT_PUBLIC_/.test(text);
  return client ? ['client-side'] : [];
}

/** A brace that is a brace, where braces open expressions. */
function doubled(part: string): string {
  return part.replace(/[{}]/g, '$&$&');
}

function asTemplate(part: string): string {
  return part.replace(/\\(["'])|`|\$\{/g, (found, quote: string | undefined) => quote ?? `\\${found}`);
}

function quoteOf({ form }: Literal, syntax: Syntax): string {
  return form.open === '"' || form.open === "'" ? form.open : syntax.quote;
}

function otherQuote({ form }: Literal): string {
  return form.open.includes("'") ? '"' : "'";
}

function replaceAll(region: Literal, newText: string): TextEdit {
  return { start: region.start, end: region.end, newText };
}

function inOrder(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.toSorted((one, other) => one.start - other.start);
}
