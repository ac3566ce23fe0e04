import { lineEnd, lineStart } from '../enclosing.ts';
import { literalEdits } from '../literal.ts';
import { joinedBy } from '../mixing.ts';
import { lookupAt } from '../place.ts';
import type { TextEdit } from '../document.ts';
import type { Declared, Mix, Place, Source } from '../syntax.ts';

/** Go's `const ( … )` holds constants alone: the line becomes a `var` after the group. */
export function movedOutOfGroup(place: Place): Declared {
  const { source, literal, targets, before } = place;
  const group = /(?:^|\n)[ \t]*const[ \t]*\((?:[^()]|\([^()\n]*\))*$/.exec(before);
  if (!group) return undefined;
  const { text, newline } = source;
  const start = lineStart(text, literal.start);
  const end = lineEnd(text, literal.end);
  const line = /^[ \t]*(\w+)(?:[ \t]+string)?[ \t]*=[ \t]*$/.exec(text.slice(start, literal.start));
  const tail = /^[ \t]*(?:\/\/[^\n]*)?$/.exec(text.slice(literal.end, end));
  const close = text.indexOf('\n)', end - 1);
  const [target] = targets;
  if (!line || !tail || close < 0 || !target || /\biota\b/.test(text.slice(literal.start - before.length, close)))
    return 'refused';
  const name = line[1] ?? '';
  if (isNamedByConstants(place, name)) return 'refused';
  const opened = literal.start - before.length + group.index + group[0].indexOf('const');
  const all = isAllGone(text.slice(0, close), text.indexOf('(', opened) + 1, goneFrom(source));
  const inPlace = all ? literalEdits(place) : undefined;
  if (inPlace) return { edits: [{ start: opened, end: opened + 'const'.length, newText: 'var' }, ...inPlace] };
  const expression = partsAround(place, ' + ');
  const after = close + 2;
  return {
    edits: [
      { start, end: Math.min(text.length, text.indexOf('\n', end) + 1), newText: '' },
      ...realigned(text, start, goneFrom(source)),
      { start: after, end: after, newText: `${newline}${newline}var ${name} = ${expression}${tail[0]}` },
    ],
  };
}

/** Whether another constant is made from this one, and so would have to change as well. */
function isNamedByConstants({ source, literal }: Place, name: string): boolean {
  return source.uses(name).some((at) => {
    if (at > lineStart(source.text, literal.start) && at < literal.start) return false;
    const lead = source.text.slice(lineStart(source.text, at), at);
    return (
      /^[ \t]*(?:const[ \t]+)?\w+(?:[ \t]+string)?[ \t]*=[^=]*$/.test(lead) &&
      !/:=|^[ \t]*var\b/.test(lead) &&
      isInConstants(source.text, at)
    );
  });
}

function isInConstants(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 2000), at);
  return /(?:^|\n)[ \t]*const[ \t]+[^\n(]*$|(?:^|\n)[ \t]*const[ \t]*\([^)]*$/.test(before);
}

function partsAround(place: Place, operator: string): string {
  const { source, literal, targets } = place;
  const { open, close } = literal.form;
  const parts: string[] = [];
  let at = literal.innerStart;
  for (const target of targets) {
    if (target.start > at) parts.push(open + source.text.slice(at, target.start) + close);
    parts.push(lookupAt(place, target, 'part'));
    at = target.end;
  }
  if (at < literal.innerEnd) parts.push(open + source.text.slice(at, literal.innerEnd) + close);
  return parts.join(operator);
}

/** Whether every constant of a group is to be replaced: then the group becomes one of variables. */
function isAllGone(text: string, from: number, gone: ReadonlySet<number>): boolean {
  return [...text.slice(from).matchAll(/^[ \t]*(?!\/\/)\S.*$/gm)].every(({ index }) => gone.has(from + index));
}

/** The lines that values of this file stand on: those of a group go. */
function goneFrom({ text, targets }: Source): ReadonlySet<number> {
  return new Set(targets.map(({ start }) => lineStart(text, start)));
}

/** What stays of a group is aligned as gofmt aligns it: names, and comments, of lines without a gap between them. */
function realigned(text: string, at: number, gone: ReadonlySet<number>): readonly TextEdit[] {
  const rows = [...rowsFrom(text, at, -1).toReversed(), ...rowsFrom(text, at, 1)].filter(
    ({ start }) => !gone.has(start),
  );
  if (rows.some(({ parts }) => parts === undefined)) return [];
  const width = (index: number): number => Math.max(0, ...rows.map(({ parts }) => parts?.[index]?.length ?? 0));
  const [names, values] = [
    width(1),
    Math.max(0, ...rows.map(({ parts }) => (parts?.[3] ? (parts[2]?.length ?? 0) : 0))),
  ];
  return rows.flatMap(({ start, line, parts }) => {
    const [, name = '', value = '', comment = ''] = parts ?? [];
    const written = `\t${name.padEnd(names)} = ${comment === '' ? value : `${value.padEnd(values)} ${comment}`}`;
    return written === line ? [] : [{ start, end: start + line.length, newText: written }];
  });
}

interface Row {
  readonly start: number;
  readonly line: string;
  /** Name, value and comment; absent where the line is more than that. */
  readonly parts: readonly string[] | undefined;
}

/** The neighbours of a line, in one direction, that stand in one section with it. */
function rowsFrom(text: string, from: number, direction: 1 | -1): readonly Row[] {
  const rows: Row[] = [];
  let start = from;
  for (;;) {
    if (direction < 0 && start === 0) break;
    start = direction > 0 ? text.indexOf('\n', start) + 1 : lineStart(text, start - 1);
    if (start <= 0) break;
    const line = text.slice(start, lineEnd(text, start));
    if (!/^\t[\w]/.test(line)) break;
    const found = /^\t(\w+)[ \t]*=[ \t]*((?:"(?:\\.|[^"\\])*"|`[^`]*`|[^"`/\n]|\/(?!\/))*?)[ \t]*(\/\/.*)?$/.exec(line);
    rows.push({ start, line, parts: found ?? undefined });
  }
  return rows;
}

/** gofmt sets no blanks around an operator where more than one argument is given, and in an index. */
export const goMix: Mix = (mixed) => joinedBy(isTight(mixed.place) ? '+' : ' + ')(mixed);

function isTight({ source, literal }: Place): boolean {
  const { text } = source;
  const before = text.slice(literal.start - 2, literal.start);
  const after = text.slice(literal.end, literal.end + 2);
  if (after.startsWith('+') || before.endsWith('+')) return true;
  if (after.startsWith(' +') || before === '+ ') return false;
  const open = openingBracket(source, literal.start);
  if (open === undefined || text[open] === '{') return false;
  if (text[open] === '[') return /[\w)\]]/.test(text[open - 1] ?? ' ');
  return /[\w)\]]/.test(text[open - 1] ?? ' ') && hasMore(source, open);
}

function openingBracket({ text, regions }: Source, at: number): number | undefined {
  let depth = 0;
  for (let here = at - 1; here >= Math.max(0, at - 2000); here--) {
    const region = regions.at(here);
    if (region) {
      here = region.start;
      continue;
    }
    const character = text[here] ?? '';
    if (')]}'.includes(character)) depth += 1;
    else if ('([{'.includes(character) && depth-- === 0) return here;
  }
  return undefined;
}

/** Whether a list that opens here holds more than one thing. */
function hasMore({ text, regions }: Source, open: number): boolean {
  let depth = 0;
  for (let at = open + 1; at < Math.min(text.length, open + 4000); at++) {
    const region = regions.at(at);
    if (region) {
      at = region.end - 1;
      continue;
    }
    const character = text[at] ?? '';
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character) && depth-- === 0) return false;
    else if (character === ',' && depth === 0) return !/^\s*\)/.test(text.slice(at + 1, at + 40));
  }
  return false;
}
