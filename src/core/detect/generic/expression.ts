import { joinPieces, type Literal, readQuoted } from './literal.ts';
import { matchAt } from './matching.ts';

/** Reads the string that an expression yields: through calls that wrap it, and past look-ups that it is the default of. */
export function readExpression(text: string, from: number): Literal | undefined {
  let at = from + (matchAt(space, text, from)?.[0].length ?? 0);
  // `{{ … }}` is for a template engine to fill in.
  if (text.startsWith('{{', at)) return undefined;
  let lookup = false;
  for (let step = 0; step < 5; step++) {
    const prefix = matchAt(stringPrefix, text, at)?.[0].length ?? 0;
    const found = readQuoted(text, at + prefix);
    if (found && !lookup) {
      const joined = joinPieces(text, found);
      return joined && !compares(text, from) && isKey(text, joined) ? undefined : joined;
    }
    const passed = found ? matchAt(defaultArgument, text, found.end) : matchAt(wrapper, text, at);
    if (!passed) return undefined;
    lookup = looksUp(passed);
    at = passed.index + passed[0].length;
  }
  return undefined;
}

/** A blank, and a line break where the value stands on the next line. */
const space = /[ \t]*(?:\\?\r?\n[ \t]{0,80})?/y;

const stringPrefix = /(?:@|\$@?|[bBuUrRfFlL]{1,2}|[nN])(?=\\{0,7}["'`])|/y;

/** What stands between an operator and the string: a call, or a look-up with an alternative. */
const wrapper =
  /(?:new[ \t]+|await[ \t]+|&)?(?:\[\]\w{1,10}\(|(?<callee>[A-Za-z_$][\w$.:]{0,60})!?(?:<\w{1,20}>)?[([][ \t]*|[A-Za-z_$][\w$.:?!]{0,80}(?:\[[\w'"]{1,40}\])?[ \t]{0,4}(?:\|\||\?\?|\bor\b|\?:|==|!=|===)[ \t]*|\([ \t]*(?:\r?\n[ \t]{0,80})?|[[({][ \t]*)/y;

/** Calls whose first string is not what they yield. */
const lookups =
  /env|decrypt|\bdec\b|get|fetch|config|setting|prop|option|load|lookup|find|param|read|secret|input|prompt|request|field|column|translate|^_$|^t$|i18n|format|join|match|test|exec|replace|require|import|open|path|file|resource|select|query|\$|label|describe|print|echo|log|error|exception|raise|bind|hash|equal|contain|start|end|index|split|trim|parse|check|verify|valid/i;

/** The second argument of a look-up, or what stands in for its result. */
const defaultArgument =
  /\\{0,7}["'`]{1,3}[ \t]{0,8}(?:,[ \t]*(?:default[ \t]*[=:][ \t]*)?|\]?\)?[ \t]{0,8}(?:\|\||\?\?|\bor\b|\?:|\.unwrap_or\(|,)[ \t]*)/y;

/** `row["password"]` is what stands there, as is what a call of such a name yields. */
function looksUp(passed: RegExpExecArray): boolean {
  const callee = passed.groups?.['callee'];
  return callee !== undefined && (lookups.test(callee) || /\[\s*$/.test(passed[0]));
}

/** What a name is compared with is no key: `if password == '…':`. */
function compares(text: string, from: number): boolean {
  return text.charCodeAt(from - 1) === 0x3d && /[=!]/.test(text.charAt(from - 2));
}

/** A string before a colon is a key and no value: `{ "password": { "type": … } }`. */
function isKey(text: string, { end }: Literal): boolean {
  if (!/^\\{0,3}["'`]\s?:(?!:)/.test(text.slice(end, end + 8))) return false;
  return !/\?[^\n]{0,80}$/.test(text.slice(Math.max(0, end - 120), end));
}
