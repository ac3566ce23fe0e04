import { bareEnds, type Literal, literal, readBare, type Bound } from './literal.ts';
import { insideString, matchAt, type Range } from './matching.ts';
import type { Surroundings } from './surroundings.ts';

interface Gap {
  readonly name: Range;
  readonly from: number;
  readonly operator: string;
  readonly quotedName: boolean;
}

/** A value without quotes: in settings, in a shell, in a string of code that holds settings, in a tag. */
export function readBareAfter(text: string, gap: Gap, surroundings: Surroundings): Bound | undefined {
  if (gap.operator.endsWith('>')) return gap.operator === '=>' ? undefined : readTagText(text, gap.from);
  if (!plainOperators.has(gap.operator)) return undefined;
  const blank = matchAt(blanks, text, gap.from)?.[0].length ?? 0;
  const block = gap.operator === ':' ? matchAt(blockScalar, text, gap.from) : null;
  if (block) return assigned(readBare(text, blockScalar.lastIndex, bareEnds.word));
  if (insideString(text, gap.name.start)) return readSetting(text, gap, { blank, surroundings });
  if (surroundings.sort === 'code' || surroundings.sort === 'data') return undefined;
  // `name:value` without a blank is an address, a member or a time more often than a setting.
  if (gap.operator === ':' && blank === 0 && !endsWithPassword(text, gap.name)) return undefined;
  return assigned(
    readBare(text, gap.from + blank, linewise.has(surroundings.language) ? bareEnds.line : bareEnds.word),
  );
}

function assigned(value: Literal | undefined): Bound | undefined {
  return value && { value, tie: 'assigned' };
}

/** YAML's `|` and `>-`, and the value on the next line. */
const blockScalar = /[ \t]{1,8}[|>][-+\d]{0,2}[ \t]{0,8}\r?\n[ \t]{1,80}(?=\S+[ \t]*(?:[\r\n]|$))/y;

const plainOperators = new Set(['=', ':', ':=', ':-', '?=']);
const linewise = new Set(['yaml', 'properties', 'ini', 'dotenv']);
const blanks = /[ \t]*/y;

/** `PASS=value` in a string: a setting, a part of a connection string, a parameter of an address. */
function readSetting(
  text: string,
  { name, from, operator, quotedName }: Gap,
  { blank, surroundings }: { blank: number; surroundings: Surroundings },
): Bound | undefined {
  const strict = surroundings.sort === 'code' || surroundings.sort === 'data';
  const tight = blank === 0 && !quotedName && name.end === from - operator.length;
  const filled = operator === ':' && text.startsWith('${', name.start - 2);
  if (strict && !filled && !(tight && (operator === '=' || endsWithPassword(text, name)))) return undefined;
  const value = readBare(text, from + blank, bareEnds.inString);
  if (!value) return undefined;
  const partly = /[;&?]\s{0,2}[\w .-]{0,24}$/.test(text.slice(Math.max(0, name.start - 26), name.start));
  return { value, tie: partly ? 'part' : 'assigned' };
}

function endsWithPassword(text: string, { start, end }: Range): boolean {
  return /pass\w{0,5}$/i.test(text.slice(start, end));
}

function readTagText(text: string, from: number): Bound | undefined {
  const match = matchAt(tagText, text, from);
  const inner = match?.[1];
  if (!match || inner === undefined) return undefined;
  const start = from + match[0].indexOf(inner);
  return { value: literal(text, { start, end: start + inner.length }), tie: 'assigned' };
}

const tagText =
  /[ \t]{0,40}(?:\r?\n[ \t]{0,80})?(?:<!\[CDATA\[)?([^<>\s][^<>\r\n]{2,400}?)(?:\]\]>)?[ \t]{0,40}(?:\r?\n[ \t]{0,80})?<\//y;
