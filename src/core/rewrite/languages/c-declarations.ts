import { soleTarget } from '../declarations.ts';
import { blockHeader, indentAt, lineStart, statementStart } from '../enclosing.ts';
import { doubledPercents } from '../mixing.ts';
import { lookupAt, siteOf } from '../place.ts';
import type { Declared, Mix, Place } from '../syntax.ts';

/**
 * C initialises what stands outside functions before the program runs, so a look-up cannot stand there. A pointer that
 * is only read becomes a macro, which is looked up where it is used.
 */
export function fileScopeMacro({ literal: sign }: { readonly literal: string }): (place: Place) => Declared {
  const pointer = new RegExp(
    sign === '@'
      ? '(?:^|\\n)(?:static[ \\t]+)?NSString[ \\t]*\\*[ \\t]*(?:const[ \\t]+)?(\\w+)[ \\t]*=[ \\t]*$'
      : '(?:^|\\n)(?:static[ \\t]+)?(?:const[ \\t]+)?char(?:[ \\t]+const)?[ \\t]*(?:\\*[ \\t]*(?:const[ \\t]+)?(\\w+)|(\\w+)[ \\t]*\\[[^\\]]*\\])[ \\t]*=[ \\t]*$',
  );
  return (place) => {
    const { literal, before, after } = place;
    const macro = /#[ \t]*define[ \t]+(\w+)[ \t]+\(?$/.exec(before)?.[1];
    if (macro !== undefined) return isPartOfConstant(place, macro) ? 'refused' : undefined;
    const found = pointer.exec(before);
    const outside = /(?:^|\n)[A-Za-z_][^\n]*=\s*(?:\{[^;]*)?$/.test(before) && !/(?:^|\n)[ \t]+[^\n]*$/.test(before);
    if (!found) return outside && !/#\s*define\b[^\n]*$/.test(before) ? 'refused' : undefined;
    const name = found[1] ?? found[2] ?? '';
    const target = soleTarget(place);
    if (!target || !after.startsWith(';') || isChanged(place, name) || isPartOfConstant(place, name)) return 'refused';
    const start = literal.start - found[0].length + (found[0].startsWith('\n') ? 1 : 0);
    return { edits: [{ start, end: literal.end + 1, newText: `#define ${name} ${lookupAt(place, target, 'whole')}` }] };
  };
}

function isChanged({ source, literal }: Place, name: string): boolean {
  return source.uses(name).some((at) => {
    if (
      at < literal.start &&
      at > literal.start - 200 &&
      lineStart(source.text, at) === lineStart(source.text, literal.start)
    )
      return false;
    const before = source.text.slice(Math.max(0, at - 24), at);
    const after = source.text.slice(at + name.length, at + name.length + 6);
    return /(?:&|\bsizeof[\s(]*|\bextern\b[^;]*)$/.test(before) || /^\s*(?:=[^=]|\+\+|--)/.test(after);
  });
}

/** A name that stands beside a literal is joined to it, and one outside functions has to be a constant. */
function isPartOfConstant({ source, literal }: Place, name: string): boolean {
  const { text } = source;
  return source.uses(name).some((at) => {
    if (lineStart(text, at) === lineStart(text, literal.start)) return false;
    const before = text.slice(Math.max(0, at - 200), at);
    const after = text.slice(at + name.length, at + name.length + 20);
    if (/"\s*$/.test(before) || /^\s*@?"/.test(after) || /\bcase\s+$|#[^\n]*$/.test(before)) return true;
    return /=[^;]*$/.test(before) && blockHeader(text, at) === undefined;
  });
}

/** `char header[] = "…";` in a function: the array is as long as its text may be, and is printed into. */
export function printedArray({ source, literal, targets, before, after }: Place): Declared {
  const found = /\bchar[ \t]+(\w+)[ \t]*\[[^\]]*\][ \t]*=[ \t]*$/.exec(before);
  const header = blockHeader(source.text, literal.start);
  if (!found || header === undefined || !/\)\s*$|\b(?:else|do)\s*$/.test(header)) return undefined;
  const [first] = targets;
  if (first && targets.length === 1 && first.start === literal.innerStart && first.end === literal.innerEnd)
    return undefined;
  const start = literal.start - found[0].length;
  const indent = indentAt(source.text, start);
  if (
    !after.startsWith(';') ||
    /\bstatic\b/.test(before) ||
    source.text.slice(lineStart(source.text, start), start) !== indent
  )
    return 'refused';
  const name = found[1] ?? '';
  let pattern = '';
  let at = literal.innerStart;
  for (const { start: from, end } of targets) {
    pattern += `${doubledPercents(source.text.slice(at, from))}%s`;
    at = end;
  }
  pattern += doubledPercents(source.text.slice(at, literal.innerEnd));
  const looks = targets.map(({ reference }) =>
    source.syntax.lookup(reference.env, siteOf({ source, literal, targets, before, after }, 'part', '"')),
  );
  const lines = [
    `char ${name}[1024];`,
    `${indent}snprintf(${name}, sizeof ${name}, "${pattern}", ${looks.join(', ')});`,
  ];
  return { edits: [{ start, end: literal.end + 1, newText: lines.join(source.newline) }] };
}

/** C puts strings together in an array of their own, on lines before the statement. */
export const printedBefore: Mix = ({ place, pieces }) => {
  const { source, literal, before } = place;
  const { text, newline } = source;
  const statement = statementStart(text, literal.start);
  const header = blockHeader(text, literal.start);
  if (statement === undefined || header === undefined || !/\)\s*$|\b(?:else|do)\s*$/.test(header)) return undefined;
  if (/\bstatic\b|\bcase\s+$|\[[^\]]*\]\s*=\s*$/.test(before.slice(before.lastIndexOf('\n')))) return undefined;
  const name = freeName(source, bufferName(place));
  const pattern = pieces.map((piece) => ('text' in piece ? doubledPercents(piece.text) : '%s')).join('');
  const looks = pieces.flatMap((piece) => ('target' in piece ? [lookupAt(place, piece.target, 'part')] : []));
  const lines = [
    `${indentOfLine(text, statement)}char ${name}[1024];`,
    `${indentOfLine(text, statement)}snprintf(${name}, sizeof ${name}, "${pattern}", ${looks.join(', ')});`,
  ];
  return { newText: name, more: [{ start: statement, end: statement, newText: lines.join(newline) + newline }] };
};

function indentOfLine(text: string, start: number): string {
  return /^[ \t]*/.exec(text.slice(start, start + 200))?.[0] ?? '';
}

function bufferName({ before }: Place): string {
  if (/\burl\b|[uU]rl\s*[,=(]|URL/.test(before.slice(-80))) return 'url';
  return /header/i.test(before.slice(-80)) ? 'header' : 'text';
}

function freeName(source: Place['source'], wanted: string): string {
  let name = wanted;
  for (let number = 2; source.uses(name).length > 0; number++) name = `${wanted}${number}`;
  return name;
}
