import { bindBlank } from './blank.ts';
import { readBareAfter } from './bare.ts';
import { readExpression } from './expression.ts';
import type { Bound, Literal, Tie } from './literal.ts';
import { matchAt, type Range } from './matching.ts';
import type { Surroundings } from './surroundings.ts';

/** Finds the operator after a name, and the value after the operator. */
export function bind(text: string, name: Range, surroundings: Surroundings): Bound | undefined {
  const groups = matchAt(bridge, text, name.end)?.groups;
  if (!groups) return bindBlank(text, name, surroundings);
  // `**Password:** …`
  const from = bridge.lastIndex + (text.startsWith('**', bridge.lastIndex) ? 2 : 0);
  const operator = groups['operator'] ?? /[:=>]$/.exec(groups['sibling'] ?? '')?.[0] ?? 'sibling';
  const quotedName = groups['closing'] !== undefined || /^\]["'`]/.test(text.slice(name.end, name.end + 2));
  const joint: Joint = { name, operator, quotedName, closed: text.charAt(name.end) === ')' };
  if (groups['operator'] !== undefined && !mayOperate(text, joint)) return undefined;
  // Within a tag, quotes hold the value only where they end with it: `<user password="<password>" role="…">`.
  const value = operator === '>' ? undefined : readExpression(text, from);
  if (!value) return readBareAfter(text, { name, from, operator, quotedName }, surroundings);
  return { value: unwrapped(value), tie: tieOf(text, joint) };
}

function tieOf(text: string, { name, operator }: Joint): Tie {
  return operator === '(' || (operator === ',' && !opensSetting(text, name.start)) ? 'argument' : 'assigned';
}

/** Quotes within the quotes are the value's syntax (`"\"…\""`), as is Spring's word for no encoding (`{noop}…`). */
function unwrapped(value: Literal): Literal {
  const inner = /^(?:\\?["']|\{noop\})([^"'\\]{3,})(?:\\?["'])?$/.exec(value.value)?.[1];
  if (inner === undefined || value.end - value.start !== value.value.length) return value;
  const start = value.start + value.value.indexOf(inner);
  return { ...value, start, end: start + inner.length, value: inner };
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
    String.raw`(?:[ \t]{0,40}\[\w{0,8}\]|\]["'${'`'}]?|\)|\*\*){0,3}[ \t]{0,40}`,
    String.raw`(?:(?<sibling>${siblings().join('|')})`,
    String.raw`|(?:[:?]{1,2}[ \t]{0,40}&?(?:'\w{1,10} )?[A-Za-z_][\w.<>[\]?&* |']{0,40}?[ \t]{0,40}(?==[^=>])|(?:As [A-Za-z]{1,20}|string|\[\]byte|String|str|NSString \*)[ \t]{0,40}(?==))?`,
    String.raw`(?<operator>===?|!==?|:=|:-|=>|<-(?!-)|\?\?=|\|\|=|&&=|\+=|\?=|=|:(?!:)|->|,|\(|>))`,
  ].join(''),
  'y',
);

/** What can stand between a name and its value besides an operator. */
function siblings(): readonly string[] {
  const key = String.raw`\\{0,3}["']?(?:\w{1,12}:)?(?:value|Value|VALUE|content|default|defaultValue)\\{0,3}["']?[ \t]{0,40}[:=]`;
  return [
    // `name: TOKEN`, `value: …`; `{ "value": "…" }`
    String.raw`,?${gap}${key}`,
    String.raw`[:=][ \t]{0,40}\{${gap}${key}`,
    // `<name>password</name><value>…`
    String.raw`>${gap}<[vV]alue>`,
    String.raw`<\/(?:key|name|string)>${gap}<(?:string|value)>`,
    String.raw`(?=\s)${gap}<(?:string|value)>`,
    // Terraform
    String.raw`[ \t]{0,40}\{${gap}(?:(?:type|sensitive)[ \t]{0,40}=[ \t]{0,40}\w{1,10}${gap}){0,2}default[ \t]{0,40}=`,
    // `find("password").fill("…")`, `password.equals("…")`
    String.raw`\)?\.(?:send_keys|sendKeys|type|fill|setValue|setText|val|clear\(\)\.type|equals|equalsIgnoreCase|contentEquals)\(`,
    // `'--password', help='…', default='…'`
    String.raw`(?:,[ \t]\w{1,12}=(?:"[^"\r\n]{0,80}"|'[^'\r\n]{0,80}'|[\w.]{1,20})){1,3},[ \t]default[ \t]{0,40}=`,
    // `fill in "Password" with "…"`
    String.raw`(?<=["']),?[ \t]:?with(?::|[ \t]=>)?(?=[ \t]["'])`,
    // SQL: `PASSWORD FOR 'ann'@'host' = '…'`, `WITH mysql_native_password BY '…'`
    String.raw`[ \t](?:FOR|for)[ \t][^\r\n=;]{1,60}=`,
    String.raw`(?<=password)[ \t](?:BY|by)(?=[ \t]["'])`,
  ];
}

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
      return quotedName
        ? opensArguments(text, name.start)
        : opensTuple(text, name.start) || isCompared(text, name.start);
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
  const before = text.slice(Math.max(0, start - 48), start);
  return (
    /[([{]\s?[bu@$]?\\{0,3}["'`](?:[#.]|\w{0,10}\[name=\\?["']?)?$/.test(before) ||
    // Android's `buildConfigField "String", "API_KEY", "…"`.
    /\b(?:buildConfigField|resValue)[ (]\s?["']\w{1,12}["'],\s?["'](?:[\w.]{0,30})$/.test(before)
  );
}

/** `strcmp(password, "…")`, `assertEquals(token, "…")`. */
function isCompared(text: string, start: number): boolean {
  return /(?:str(?:n|case|ncase)?cmp|compare_digest|assert_?equals?)\(\s?$/i.test(
    text.slice(Math.max(0, start - 24), start),
  );
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
    /\b[qw]?string\s$/i.test(text.slice(Math.max(0, start - 9), start)) ||
    /^(?:set|with|use|add|put)|[.]|^(?:SecretStr|Password|PASSWORD|Secret)$/.test(name)
  );
}

function opensTag(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  return before === 0x3c || (before === 0x3a && /<\w{1,20}:$/.test(text.slice(Math.max(0, start - 24), start)));
}
