import { createScanner, findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';

/**
 * Puts entries into JSON with comments, and takes them out, so that nothing but the entry changes: `jsonc-parser`'s
 * own edits lay out what stands beside the entry anew, and leave a comma behind where one trailed.
 */

type Path = readonly (string | number)[];

/** Appends properties (`name` given) or items to the object or list at `path`, laid out like their neighbours. */
export function append(text: string, path: Path, ...entries: readonly Entry[]): string {
  const container = nodeAt(text, path);
  const last = container?.children?.at(-1);
  if (!container) return text;
  const oneLine = !/[\r\n]/.test(textOf(text, container)) && last !== undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const outer = indentAt(text, container.offset);
  const inner = last && !oneLine ? indentAt(text, last.offset) : outer + unitOf(text);
  const layout = oneLine ? undefined : { unit: unitOf(text), indent: inner, eol };
  const written = writeAll(entries, layout);
  const end = container.offset + container.length - 1;
  if (!last) {
    const from = container.offset + 1;
    const kept = text.slice(from, end).trimEnd();
    return `${text.slice(0, from)}${kept}${eol}${inner}${written}${eol}${outer}${text.slice(end)}`;
  }
  const { comma, lineEnd } = after(text, last.offset + last.length, end);
  const [lead, trail] = comma === undefined ? [',', ''] : ['', ','];
  const commaAt = last.offset + last.length;
  if (oneLine) {
    const at = comma ?? commaAt;
    return `${text.slice(0, at)}${lead} ${written}${trail}${text.slice(at)}`;
  }
  // A comment behind the last entry is about that entry: the new one goes below.
  const at = lineEnd ?? comma ?? commaAt;
  return `${text.slice(0, commaAt)}${lead}${text.slice(commaAt, at)}${eol}${inner}${written}${trail}${text.slice(at)}`;
}

/** Takes out the property or item at `path`, its comma, and the line it leaves empty. */
export function cut(text: string, path: Path): string {
  const value = nodeAt(text, path);
  const entry = value?.parent?.type === 'property' ? value.parent : value;
  const siblings = (entry?.parent?.children ?? []).filter((child) => child !== entry);
  const container = entry?.parent;
  if (!entry || !container) return text;
  const entryEnd = entry.offset + entry.length;
  const { comma } = after(text, entryEnd, container.offset + container.length - 1);
  const before = siblings.findLast(({ offset }) => offset < entry.offset);
  if (comma === undefined && before) {
    const beforeEnd = before.offset + before.length;
    const separator = after(text, beforeEnd, entry.offset).comma ?? beforeEnd + 1;
    const between = text.slice(separator, entry.offset);
    return text.slice(0, separator - 1) + (between.trim() === '' ? '' : between) + text.slice(entryEnd);
  }
  const [from, to] = wholeLine(text, entry.offset, comma ?? entryEnd);
  return text.slice(0, from) + text.slice(to);
}

function nodeAt(text: string, path: Path): Node | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  return root && findNodeAtLocation(root, [...path]);
}

function textOf(text: string, { offset, length }: Node): string {
  return text.slice(offset, offset + length);
}

/** Where the comma behind an entry ends, and where its line does, if they do before `end`. */
function after(text: string, from: number, end: number): { comma?: number; lineEnd?: number } {
  const scanner = createScanner(text, false);
  scanner.setPosition(from);
  let comma: number | undefined;
  for (let token: number = scanner.scan(); scanner.getTokenOffset() < end; token = scanner.scan()) {
    if (token === lineBreak) return { ...(comma !== undefined && { comma }), lineEnd: scanner.getTokenOffset() };
    if (token === commaToken && comma === undefined) comma = scanner.getPosition();
    else if (!trivia.has(token)) break;
  }
  return comma === undefined ? {} : { comma };
}

/** The numbers of `SyntaxKind`, an ambient enum that stripping types cannot reach. */
const commaToken = 5;
const lineBreak = 14;
const trivia = new Set([12, 13, 15]);

function indentAt(text: string, offset: number): string {
  const line =
    text
      .slice(0, offset)
      .split(/[\r\n]/)
      .at(-1) ?? '';
  return /^[\t ]*/.exec(line)?.[0] ?? '';
}

function unitOf(text: string): string {
  return /^[\t ]+(?=\S)/m.exec(text)?.[0] ?? '  ';
}

interface Entry {
  readonly name?: string;
  readonly value: unknown;
}

interface Layout {
  readonly unit: string;
  readonly indent: string;
  readonly eol: string;
}

function writeAll(entries: readonly Entry[], layout: Layout | undefined): string {
  const separator = layout ? `,${layout.eol}${layout.indent}` : ', ';
  return entries.map((entry) => write(entry, layout)).join(separator);
}

function write({ name, value }: Entry, layout: Layout | undefined): string {
  const key = name === undefined ? '' : `${JSON.stringify(name)}: `;
  if (!layout) return key + JSON.stringify(value);
  const lines = JSON.stringify(value, undefined, layout.unit).split('\n');
  return key + lines.join(layout.eol + layout.indent);
}

/** In characters. */
const longestIndent = 400;

/** The range, with the rest of its line where nothing else stands on it. */
function wholeLine(text: string, from: number, to: number): readonly [number, number] {
  const start = /[\t ]*$/.exec(text.slice(Math.max(0, from - longestIndent), from))?.[0].length ?? 0;
  const rest = /^[\t ]*(?:\r\n|\n|\r)/.exec(text.slice(to))?.[0].length;
  const startsLine = from - start === 0 || /[\r\n]/.test(text[from - start - 1] ?? '');
  if (startsLine && rest !== undefined) return [from - start, to + rest];
  const blanks = /^[\t ]*/.exec(text.slice(to))?.[0].length ?? 0;
  return [from, to + blanks];
}
