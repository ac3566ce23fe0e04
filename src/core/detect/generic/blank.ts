import { bareEnds, type Literal, readBare, readQuoted, type Bound, type Tie } from './literal.ts';
import { matchAt, type Range } from './matching.ts';
import type { Surroundings } from './surroundings.ts';

/** A blank alone binds after an option, in an `ENV` line, in SQL, in a line of settings. */
export function bindBlank(text: string, name: Range, surroundings: Surroundings): Bound | undefined {
  const gap = matchAt(gaps, text, name.end)?.[0].length ?? 0;
  if (gap === 0) return undefined;
  const at = name.end + gap;
  const before = text.slice(Math.max(0, name.start - 64), name.start);
  const found = readQuoted(text, at);
  if (/^identified by$/i.test(text.slice(name.start, name.end))) {
    return bound(found ?? (userBefore.test(before) ? readBare(text, at, bareEnds.word) : undefined), 'assigned');
  }
  if (found) return quotedAfter(text, found, { name: text.slice(name.start, name.end), before, surroundings });
  const tie: Tie = surroundings.sort === 'prose' ? 'loose' : 'assigned';
  if (/^pass(?:in|out)$/.test(text.slice(name.start, name.end))) return bound(passSource(text, at), tie);
  if (option.test(before) || variable.test(before)) return bound(readBare(text, at, bareEnds.word), tie);
  return surroundings.sort === 'config' ? settingAfter(text, at, before) : undefined;
}

/** Sentences speak of what is identified by something as well. */
const userBefore = /\b(?:USER|TO)[ \t]+["'`]?\S{1,40}[ \t]+$/;
const gaps = /[ \t]{1,16}/y;
/** `--password`, `-passin`: what names an option of a command. */
const option = /(?:^|[\s"'`[,(])--?$/;
const variable = /(?:^|\n)\s*(?:ENV|ARG|setenv|export|set -\w{1,3})\s+$/;
const statement =
  /(?:^|\n)[ \t]*(?:(?:ENV|ARG|setenv|set|export|default|attr|property|#[ \t]*define)\s+|\w{1,20}\.)?$|\bset\($|[{\s]:$/i;
const sqlStatement = /\b(?:WITH|LOGIN|SET|IDENTIFIED|ENCRYPTED|ROLE \w{1,30}|USER \w{1,30})\s+$/i;

function quotedAfter(
  text: string,
  value: Literal,
  { name, before, surroundings }: { name: string; before: string; surroundings: Surroundings },
): Bound | undefined {
  if (option.test(before) || variable.test(before) || sqlStatement.test(before)) return { value, tie: 'assigned' };
  if (statement.test(before) && /^['"`]\s*(?:[;)}\r\n]|:\w|$)/.test(text.slice(value.end, value.end + 4)))
    return { value, tie: 'assigned' };
  // Sentences name a value beside its name: log in with the password `…`.
  const said = surroundings.sort === 'prose' || surroundings.sort === 'config';
  return said && !/\s/.test(value.value) && !/\bpass$/i.test(name) ? { value, tie: 'loose' } : undefined;
}

/** OpenSSL's `-passin pass:…`. */
function passSource(text: string, at: number): Literal | undefined {
  return text.startsWith('pass:', at) ? readBare(text, at + 5, bareEnds.word) : undefined;
}

/** `requirepass …`, `machine … login … password …`, a router's `enable secret 0 …`: the last word of a line of settings. */
function settingAfter(text: string, at: number, before: string): Bound | undefined {
  if (!line.test(before)) return undefined;
  const plain = matchAt(marks, text, at)?.[0].length ?? 0;
  const value = readBare(text, at + plain, bareEnds.word);
  return value && /^[ \t]*(?:[\r\n]|$)/.test(text.slice(value.end, value.end + 4))
    ? { value, tie: /(?:^|\s)\S+\s+$/.test(before) ? 'assigned' : 'loose' }
    : undefined;
}

const line =
  /(?:^|\n)[ \t]*$|\blogin[ \t]+\S{1,30}[ \t]+$|(?:^|\n)[ \t]*(?:enable|username \S{1,30}(?: privilege \d{1,2})?|d-i [\w/-]{1,50}|neighbor \S{1,40})[ \t]+$/;
/** What says that a value is in the clear: a router's type 0, kickstart's option. */
const marks = /(?:0 |--plaintext )?/y;

function bound(value: Literal | undefined, tie: Tie): Bound | undefined {
  return value && { value, tie };
}
