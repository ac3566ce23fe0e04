import { codeAfter } from './code-after.ts';
import { indentAt } from './enclosing.ts';
import { lookupAt } from './place.ts';
import type { Declared, Place } from './syntax.ts';

interface Default {
  /** Ends at the literal; the group `name` is the parameter, and the match is what changes with the literal. */
  readonly parameter: RegExp;
  readonly written: (found: Found) => string;
  /** The first statement of the body. */
  readonly statement: (name: string, lookup: string) => string;
  /** What stands between the list of parameters and the first statement: it ends where that begins. */
  readonly header: RegExp;
}

interface Found extends Readonly<Record<string, string | undefined>> {
  readonly name: string;
}

/**
 * A default that has to be a constant becomes none, and the function looks the value up when it was not given one. For
 * functions that have a body.
 */
export function defaultInBody(place: Place, { parameter, written, statement, header }: Default): Declared {
  const { source, literal, targets, before } = place;
  const found = parameter.exec(before);
  const name = found?.groups?.['name'];
  if (!found || name === undefined) return undefined;
  const [target] = targets;
  if (!target || target.start !== literal.innerStart || target.end !== literal.innerEnd) return 'refused';
  const close = closingBracket(place);
  const opened = close === undefined ? undefined : header.exec(source.text.slice(close, close + 400));
  if (close === undefined || !opened) return 'refused';
  const start = literal.start - found[0].length;
  const lookup = lookupAt(place, target, 'whole');
  return {
    edits: [
      { start, end: literal.end, newText: written({ ...found.groups, name }) },
      inBody(place, { at: close + opened[0].length, statement: statement(name, lookup) }),
    ],
  };
}

/** Just after the bracket that closes the list the literal stands in. */
function closingBracket(place: Place): number | undefined {
  let depth = 0;
  for (const { at, character } of codeAfter(place)) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) {
      // An optional parameter of Dart stands in brackets inside the list.
      if (depth === 0 && character === ')') return at + 1;
      depth -= character === ')' || depth > 0 ? 1 : 0;
    }
  }
  return undefined;
}

function inBody(
  { source, literal }: Place,
  { at, statement }: { at: number; statement: string },
): { start: number; end: number; newText: string } {
  const { text, newline } = source;
  const rest = text.slice(at, at + 400);
  if (!/^[ \t]*\r?\n/.test(rest)) {
    const isEmpty = /^[ \t]*\}/.test(rest);
    const blank = /^[ \t]*/.exec(rest)?.[0].length ?? 0;
    return { start: at, end: isEmpty ? at + blank : at, newText: ` ${statement}${isEmpty ? ' ' : ''}` };
  }
  const next = /^[ \t]*\r?\n(?:[ \t]*\r?\n)*([ \t]*)(?!\})\S/.exec(rest)?.[1];
  const indent = next ?? indentAt(text, literal.start) + (/^\t/m.test(text) ? '\t' : '    ');
  return { start: at, end: at, newText: `${newline}${indent}${statement}` };
}
