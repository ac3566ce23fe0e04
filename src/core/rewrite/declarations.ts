import { blockHeader, indentAt, lineEnd, lineStart } from './enclosing.ts';
import { doubledPercents } from './mixing.ts';
import { lookupAt } from './place.ts';
import type { Declared, Mix, Place } from './syntax.ts';
import type { TextEdit } from './document.ts';

/** The only target of a place whose literal is nothing but the value. */
function soleTarget({ literal, targets }: Place): Place['targets'][number] | undefined {
  const [target] = targets;
  return targets.length === 1 && target?.start === literal.innerStart && target.end === literal.innerEnd
    ? target
    : undefined;
}

/** Whether the literal is nothing but the value. */
export function isWholeValue(place: Place): boolean {
  return soleTarget(place) !== undefined;
}

/** Go's `const ( … )` holds constants alone: the line becomes a `var` after the group. */
export function movedOutOfGroup(place: Place): Declared {
  const { source, literal, targets, before } = place;
  const group = /(?:^|\n)([ \t]*)const[ \t]*\((?:[^()]|\([^()\n]*\))*$/.exec(before);
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
  const expression = partsAround(place, ' + ');
  const after = close + 2;
  const only =
    /\([ \t]*\r?\n[ \t]*$/.test(before.slice(0, before.length - (literal.start - start))) &&
    /^\r?\n\)/.test(text.slice(end));
  if (only) {
    const from = literal.start - before.length + group.index + (group[0].startsWith('\n') ? 1 : 0);
    return { edits: [{ start: from, end: after, newText: `${group[1] ?? ''}var ${name} = ${expression}${tail[0]}` }] };
  }
  return {
    edits: [
      { start, end: Math.min(text.length, text.indexOf('\n', end) + 1), newText: '' },
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

/** Rust's `const` becomes a `static` that is read at its first use, and its uses take what is in it. */
export function lazyConstant(place: Place): Declared {
  const { source, literal, before } = place;
  const found =
    /((?:pub(?:\([^)]*\))?[ \t]+)?)(const|static)[ \t]+(\w+)[ \t]*:[ \t]*&[ \t]*(?:'static[ \t]+)?str[ \t]*=[ \t]*$/.exec(
      before,
    );
  if (!found) return /\b(?:const|static)\s+(?:mut\s+)?\w+\s*:[^;]*$/.test(before) ? 'refused' : undefined;
  const [whole = '', visible = '', , name = ''] = found;
  const target = soleTarget(place);
  if (visible !== '' || !target) return 'refused';
  const uses = source.uses(name).filter((at) => at < literal.start - whole.length || at >= literal.end);
  const edits = uses.map((at) => dereferenced(source.text, at, name));
  if (edits.includes(undefined) || isInFormat(source.text, name)) return 'refused';
  const lookup = `std::env::var("${target.reference.env}").expect("${target.reference.env} is not set")`;
  const indent = indentAt(source.text, literal.start);
  const { newline } = source;
  const lines = [
    `static ${name}: std::sync::LazyLock<&str> =`,
    `${indent}    std::sync::LazyLock::new(|| ${lookup}.leak())`,
  ];
  const declaration = { start: literal.start - whole.length, end: literal.end, newText: lines.join(newline) };
  return { edits: [declaration, ...edits.filter((edit) => edit !== undefined)] };
}

/** `KEY` becomes `*KEY`; a method call reaches through by itself. */
function dereferenced(text: string, at: number, name: string): TextEdit | undefined {
  const before = text.slice(Math.max(0, at - 40), at);
  const after = text.slice(at + name.length, at + name.length + 12);
  if (
    /::\s*$|\bconst\s+\w+\s*:[^;]*$|\b(?:const|static|fn|let|mod|use|struct)\s+$|\bconcat!\s*\([^)]*$/.test(before) ||
    /^\s*(?:=>|::|!)/.test(after)
  ) {
    return undefined;
  }
  return { start: at, end: at, newText: /^\s*\./.test(after) ? '' : '*' };
}

/** `{KEY}` in a format string names the constant where no star can stand. */
function isInFormat(text: string, name: string): boolean {
  return new RegExp(`\\{${name}(?::[^}"]*)?\\}`).test(text);
}

interface Called {
  /** Ends at the literal; groups: what stands before the keyword, the name. */
  readonly declaration: RegExp;
  readonly written: (name: string, lookup: string, lead: string) => string;
  /** Matches the lead of what other files can see. */
  readonly shared?: RegExp;
  readonly terminator?: string;
  /** What stands before a use: Elixir's `@`. */
  readonly sign?: string;
}

/** A constant that is known when the program is built becomes a function without arguments, and its uses call it. */
export function declaredCalls(
  place: Place,
  { declaration, written, shared, terminator = '', sign = '' }: Called,
): Declared {
  const { source, literal, before } = place;
  const found = declaration.exec(before);
  if (!found) return undefined;
  const [whole, lead = '', name = ''] = found;
  const target = soleTarget(place);
  if (!target || shared?.test(lead)) return 'refused';
  const start = literal.start - whole.length + (/^\r?\n/.exec(whole)?.[0].length ?? 0);
  const end = literal.end + (source.text.startsWith(terminator, literal.end) ? terminator.length : 0);
  const lookup = lookupAt(place, target, 'whole');
  const newText = written(name, lookup, lead).replaceAll('\n', source.newline);
  const uses = source.uses(name).filter((at) => at < start || at >= end);
  const calls = uses.map((at) => call(source.text, at, { name, sign }));
  if (calls.includes('refused')) return 'refused';
  return { edits: [{ start, end, newText }, ...calls.filter((one) => typeof one === 'object')] };
}

/** A use of the name becomes a call; nothing where the same word is something else. */
function call(
  text: string,
  at: number,
  { name, sign }: { name: string; sign: string },
): TextEdit | 'refused' | undefined {
  const before = text[at - 1] ?? ' ';
  const edit = { start: at - sign.length, end: at + name.length, newText: `${name}()` };
  if (sign === '') return /[.\w"']/.test(before) ? undefined : edit;
  if (before !== sign) return undefined;
  // Set a second time.
  return /^[ \t]+["'([{\d:]/.test(text.slice(edit.end, edit.end + 8)) ? 'refused' : edit;
}

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
    const found = pointer.exec(before);
    const outside = /(?:^|\n)[A-Za-z_][^\n]*=\s*(?:\{[^;]*)?$/.test(before) && !/(?:^|\n)[ \t]+[^\n]*$/.test(before);
    if (!found) return outside && !/#\s*define\b[^\n]*$/.test(before) ? 'refused' : undefined;
    const name = found[1] ?? found[2] ?? '';
    const target = soleTarget(place);
    if (!target || !after.startsWith(';') || isChanged(place, name)) return 'refused';
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

/** The line that the statement begins on, if it stands alone in a block: not the branch of an `if` without braces. */
export function statementStart(text: string, at: number): number | undefined {
  const window = text.slice(Math.max(0, at - 600), at);
  const last = Math.max(window.lastIndexOf(';'), window.lastIndexOf('{'), window.lastIndexOf('}'));
  if (last < 0) return undefined;
  const gap = window.slice(last + 1);
  const newline = gap.indexOf('\n');
  if (newline < 0 || /\b(?:if|for|while|else|switch)\b/.test(gap)) return undefined;
  return at - gap.length + newline + 1;
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
