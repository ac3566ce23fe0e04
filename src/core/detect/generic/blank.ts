import { bareEnds, type Literal, readBare, readQuoted, type Bound, type Tie } from './literal.ts';
import { matchAt, type Range } from './matching.ts';
import type { Surroundings } from './surroundings.ts';

/** A blank alone binds after an option, in an `ENV` line, in SQL, in a line of settings. */
export function bindBlank(text: string, name: Range, surroundings: Surroundings): Bound | undefined {
  const gap = matchAt(gaps, text, name.end)?.[0].length ?? 0;
  if (gap === 0) return undefined;
  const at = name.end + gap;
  const before = text.slice(Math.max(0, name.start - 40), name.start);
  const found = readQuoted(text, at);
  if (found && /^identified by$/i.test(text.slice(name.start, name.end))) return { value: found, tie: 'assigned' };
  if (found) return quotedAfter(text, found, before);
  const tie: Tie = surroundings.sort === 'prose' ? 'loose' : 'assigned';
  if (/^pass(?:in|out)$/.test(text.slice(name.start, name.end))) return bound(passSource(text, at), tie);
  if (option.test(before) || variable.test(before)) return bound(readBare(text, at, bareEnds.word), tie);
  return surroundings.sort === 'config' ? settingAfter(text, at, before) : undefined;
}

const gaps = /[ \t]{1,16}/y;
/** `--password`, `-passin`: what names an option of a command. */
const option = /(?:^|[\s"'`[,(])--?$/;
const variable = /(?:^|\n)\s*(?:ENV|ARG|setenv|export|set -\w{1,3})\s+$/;
const statement =
  /(?:^|\n)[ \t]*(?:(?:ENV|ARG|setenv|set|export|default|attr|property|#[ \t]*define)\s+|\w{1,20}\.)?$|\bset\($|[{\s]:$|\b(?:WITH|LOGIN|SET|IDENTIFIED|ENCRYPTED|ROLE \w{1,30}|USER \w{1,30})\s+$/i;

function quotedAfter(text: string, value: Literal, before: string): Bound | undefined {
  if (option.test(before) || variable.test(before)) return { value, tie: 'assigned' };
  return statement.test(before) && /^['"`]\s*(?:[;)}\r\n]|:\w|$)/.test(text.slice(value.end, value.end + 4))
    ? { value, tie: 'assigned' }
    : undefined;
}

/** OpenSSL's `-passin pass:…`. */
function passSource(text: string, at: number): Literal | undefined {
  return text.startsWith('pass:', at) ? readBare(text, at + 5, bareEnds.word) : undefined;
}

/** `requirepass …`, `machine … login … password …`: a name and a value alone on their line. */
function settingAfter(text: string, at: number, before: string): Bound | undefined {
  if (!/(?:^|\n)[ \t]*$|\blogin[ \t]+\S{1,30}[ \t]+$/.test(before)) return undefined;
  const value = readBare(text, at, bareEnds.word);
  return value && /^[ \t]*(?:[\r\n]|$)/.test(text.slice(value.end, value.end + 4))
    ? { value, tie: 'loose' }
    : undefined;
}

function bound(value: Literal | undefined, tie: Tie): Bound | undefined {
  return value && { value, tie };
}
