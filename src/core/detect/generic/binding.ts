import { bindBlank } from './blank.ts';
import { readBareAfter } from './bare.ts';
import { readExpression } from './expression.ts';
import type { Bound, Tie } from './literal.ts';
import { matchAt, type Range } from './matching.ts';
import type { Surroundings } from './surroundings.ts';

/** Finds the operator after a name, and the value after the operator. */
export function bind(text: string, name: Range, surroundings: Surroundings): Bound | undefined {
  const groups = matchAt(bridge, text, name.end)?.groups;
  if (!groups) return bindBlank(text, name, surroundings);
  const from = bridge.lastIndex;
  const operator = groups['operator'] ?? groups['sibling'] ?? '';
  const quotedName = groups['closing'] !== undefined;
  if (!mayOperate(text, { name, operator, quotedName, closed: text.charAt(name.end) === ')' })) return undefined;
  const handed = operator === '(' || (operator === ',' && !opensSetting(text, name.start));
  const tie: Tie = handed ? 'argument' : 'assigned';
  const value = readExpression(text, from);
  return value ? { value, tie } : readBareAfter(text, { name, from, operator, quotedName }, surroundings);
}

/** Blanks, and a line break among them: no probe may look across many lines. */
const gap = String.raw`[ \t]{0,40}(?:\r?\n[ \t]{0,80})?`;

/**
 * From the end of a name to its value: what closes the name, its type, and an operator, or a neighbour that is called
 * the value (`name: X, value: Y`).
 */
const bridge = new RegExp(
  [
    String.raw`(?<closing>\\{0,7}["'${'`'}])?`,
    String.raw`(?:[ \t]*\[\w{0,8}\]|\]|\)){0,3}[ \t]*`,
    String.raw`(?:(?<sibling>,?${gap}\\{0,3}["']?(?:value|Value|VALUE|default|defaultValue)\\{0,3}["']?[ \t]*[:=]`,
    String.raw`|>${gap}<value>|<\/(?:key|name|string)>${gap}<(?:string|value)>|(?=\s)${gap}<(?:string|value)>|[ \t]*\{${gap}(?:(?:type|sensitive)[ \t]*=[ \t]*\w{1,10}${gap}){0,2}default[ \t]*=|\)\.(?:send_keys|sendKeys|type|fill|setValue|val|clear\(\)\.type)\()`,
    String.raw`|(?:[:?]{1,2}[ \t]*&?(?:'\w{1,10} )?[A-Za-z_][\w.<>[\]?&* |']{0,40}?[ \t]*(?==[^=>])|(?:As [A-Za-z]{1,20}|string|\[\]byte|String|str|NSString \*)[ \t]*(?==))?`,
    String.raw`(?<operator>===?|!==?|:=|:-|=>|<-(?!-)|\?\?=|\|\|=|&&=|\+=|\?=|=|:(?!:)|->|,|\(|>))`,
  ].join(''),
  'y',
);

interface Joint {
  readonly name: Range;
  readonly operator: string;
  readonly quotedName: boolean;
  /** The name is the last argument of a call. */
  readonly closed: boolean;
}

function mayOperate(text: string, { name, operator, quotedName, closed }: Joint): boolean {
  switch (operator) {
    case ',':
      return quotedName ? opensArguments(text, name.start) : opensTuple(text, name.start);
    case '(':
      return isSetter(text, name);
    case '>':
      return quotedName || opensTag(text, name.start);
    case '=>':
      return !closed && !/["'`]\)/.test(text.slice(name.end, name.end + 2));
    default:
      return true;
  }
}

/** The first of two arguments names the second; in a longer list the neighbours are equals. */
function opensArguments(text: string, start: number): boolean {
  return /[([{]\s?[bu@$]?\\{0,3}["'`](?:[#.]|\[name=)?$/.test(text.slice(Math.max(0, start - 8), start));
}

/** `define('DB_PASSWORD', …)`, `os.Setenv("TOKEN", …)`: the call sets what its first argument names. */
function opensSetting(text: string, start: number): boolean {
  return /(?:\bdefine|\bset\w{0,16}|\.put)\(\s?[bu@$]?\\{0,3}["'`][\w.]{0,40}$/i.test(
    text.slice(Math.max(0, start - 64), start),
  );
}

/** Erlang's pairs: `{password, "…"}`. */
function opensTuple(text: string, start: number): boolean {
  return text.charCodeAt(start - 1) === 0x7b && text.charCodeAt(start - 2) !== 0x24;
}

/** `setPassword("…")`, `.password("…")`, `withApiKey("…")`; a plain function of that name more often reads one. */
function isSetter(text: string, { start, end }: Range): boolean {
  const name = text.slice(start, end);
  return (
    text.charCodeAt(start - 1) === 0x2e ||
    /^(?:set|with|use|add|put)|[.]|^(?:SecretStr|Password|PASSWORD|Secret)$/.test(name)
  );
}

function opensTag(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  return before === 0x3c || (before === 0x3a && /<\w{1,20}:$/.test(text.slice(Math.max(0, start - 24), start)));
}
