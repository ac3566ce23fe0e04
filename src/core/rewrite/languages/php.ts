import { isWholeValue } from '../declarations.ts';
import { blockHeader, indentAt, lineEnd, lineStart, statementStart } from '../enclosing.ts';
import { joinedBy } from '../mixing.ts';
import { defaultInBody } from '../parameters.ts';
import { lookupAt } from '../place.ts';
import type { Heredoc } from '../lexical.ts';
import type { TextEdit } from '../document.ts';
import type { Declared, Place, Site, Source, Syntax } from '../syntax.ts';
import { doubleLines, singleLines } from './forms.ts';

const body = { escape: 'backslash', multiline: true, open: '', close: '' } as const;

const heredoc: Heredoc = {
  lead: '<',
  opener: /<<<[ \t]*(?:(?<raw>')(?=\w+')|")?(?<tag>\w+)['"]?/y,
  form: { ...body },
  rawForm: { ...body, escape: 'none' },
  special: /[$\\]/,
  opened: (opener) => opener.replaceAll("'", ''),
};

/** Laravel's configuration goes through `env`, which its cache knows; anything else asks the system. */
function lookup(env: string, { quote, path, text }: Pick<Site, 'quote' | 'path' | 'text'>): string {
  const isConfiguration = /(?:^|\/)config\/[^/]+\.php$/.test(path) && /\benv\(/.test(text);
  return `${isConfiguration ? 'env' : 'getenv'}(${quote}${env}${quote})`;
}

/** The first way of the language that fits a literal where only a constant may stand. */
function declared(place: Place): Declared {
  return (
    definition(place) ??
    promoted(place) ??
    parameter(place) ??
    constantOfClass(place) ??
    property(place) ??
    variableForHeredoc(place)
  );
}

/** `const KEY = '…';` outside classes: `define` takes what is known at run time. */
function definition(place: Place): Declared {
  const { source, literal, before, after, targets } = place;
  const found = /(?:^|\n|<\?php)[ \t]*(const[ \t]+(\w+)[ \t]*=[ \t]*)$/.exec(before);
  const [target] = targets;
  if (!found || !target || !after.startsWith(';') || !isWholeValue(place) || inClass(place)) return undefined;
  const start = literal.start - (found[1] ?? '').length;
  const quote = literal.form.open;
  const value = lookup(target.reference.env, { ...source, quote });
  return { edits: [{ start, end: literal.end, newText: `define(${quote}${found[2]}${quote}, ${value})` }] };
}

function inClass({ source, literal }: Place): boolean {
  return /\b(?:class|trait|interface|enum)\b/.test(blockHeader(source.text, literal.start) ?? '');
}

/** A private constant of a class becomes a method, and what reads it calls it. Others may be read elsewhere. */
function constantOfClass(place: Place): Declared {
  const { source, literal, before, targets, after } = place;
  const found = /((?:\w+[ \t]+)*)const[ \t]+(?:string[ \t]+)?(\w+)[ \t]*=[ \t]*$/.exec(before);
  const [target] = targets;
  if (!found || !inClass(place)) return undefined;
  const [whole, modifiers = '', name = ''] = found;
  if (!target || !isWholeValue(place) || !after.startsWith(';')) return 'refused';
  if (!/\bprivate\b/.test(modifiers)) return 'shared-constant';
  const own = /\bclass\s+(\w+)/.exec(blockHeader(source.text, literal.start) ?? '')?.[1] ?? 'self';
  const sign = new RegExp(`(?:\\b(?:self|static|${own})|\\$this)::$`);
  const uses = source.uses(name).filter((at) => sign.test(source.text.slice(Math.max(0, at - 60), at)));
  const inConstants = (at: number): boolean =>
    /\bconst\b[^;{}]*$|\bfunction\b[^;{}]*$/.test(source.text.slice(Math.max(0, at - 200), at));
  if (uses.some(inConstants)) return 'refused';
  const value = lookupAt(place, target, 'whole');
  const indent = indentAt(source.text, literal.start - whole.length);
  const step = indent.startsWith('\t') ? '\t' : '    ';
  const newText = [
    `private static function ${name}(): string`,
    `${indent}{`,
    `${indent}${step}return ${value};`,
    `${indent}}`,
  ].join(source.newline);
  const calls = uses.map((at) => ({ start: at + name.length, end: at + name.length, newText: '()' }));
  return { edits: [{ start: literal.start - whole.length, end: literal.end + 1, newText }, ...calls] };
}

/** A property takes its value in the constructor. */
function property(place: Place): Declared {
  const { source, literal, before, targets, after } = place;
  const found =
    /(?:^|\n|\{)[ \t]*(?:(?:public|private|protected|readonly|var)[ \t]+)+(?:\??string[ \t]+)?\$(\w+)([ \t]*=[ \t]*)$/.exec(
      before,
    );
  const [target] = targets;
  if (!found) return undefined;
  const [, name = '', assignment = ''] = found;
  if (!target || !isWholeValue(place) || !after.startsWith(';') || !inClass(place)) return 'refused';
  const statement = `$this->${name} = ${lookupAt(place, target, 'whole')};`;
  const gone = { start: literal.start - assignment.length, end: literal.end, newText: '' };
  const set = inConstructor(source, statement) ?? withConstructor(place, statement);
  return set ? { edits: [gone, set] } : 'refused';
}

function inConstructor({ text, newline }: Source, statement: string): TextEdit | undefined {
  const there = /\bfunction[ \t]+__construct[ \t]*\([^{;]*\{[ \t]*(\r?\n)([ \t]*)/.exec(text);
  if (!there) return undefined;
  const [whole, lineBreak = '', indent = ''] = there;
  const at = there.index + whole.length - indent.length - lineBreak.length;
  return { start: at, end: at, newText: `${newline}${indent}${statement}` };
}

/** A class that has no constructor and inherits none gets one, after the property. */
function withConstructor({ source, literal }: Place, statement: string): TextEdit | undefined {
  const { text, newline } = source;
  const header = blockHeader(text, literal.start) ?? '';
  if (/\b(?:extends|trait|enum)\b/.test(header) || /\b__construct\b/.test(text)) return undefined;
  const indent = indentAt(text, literal.start);
  const step = indent.startsWith('\t') ? '\t' : '    ';
  const lines = ['', '', `${indent}public function __construct()`, `${indent}{`, `${indent}${step}${statement}`];
  const at = lineEnd(text, literal.end);
  return { start: at, end: at, newText: [...lines, `${indent}}`].join(newline) };
}

const braces = /^\s*(?::\s*[?\w\\|]+\s*)?\{/;

/** `private string $key = '…'` among the parameters of a constructor. */
function promoted(place: Place): Declared {
  return defaultInBody(place, {
    parameter: /(?<head>[(,]\s*(?:(?:public|private|protected)\s+)+)(?<type>\??string\s+)?\$(?<name>\w+)\s*=\s*$/,
    written: ({ head = '', type = '', name }) => `${head}${nullable(type)}$${name} = null`,
    statement: (name, value) => `$this->${name} ??= ${value};`,
    header: braces,
  });
}

function parameter(place: Place): Declared {
  return defaultInBody(place, {
    parameter: /(?<=\b(?:function|fn)\b[^{;]*\([^{;]*)(?<type>\??string\s+)?\$(?<name>\w+)\s*=\s*$/,
    written: ({ type = '', name }) => `${nullable(type)}$${name} = null`,
    statement: (name, value) => `$${name} ??= ${value};`,
    header: braces,
  });
}

function nullable(type: string): string {
  return type === '' || type.startsWith('?') ? type : `?${type}`;
}

/** A heredoc takes variables, and no calls: the look-up stands on a line before it. */
function variableForHeredoc({ source, literal, targets }: Place): Declared {
  const { opener, form } = literal;
  const { text, newline } = source;
  if (!opener) return undefined;
  const isRaw = form === heredoc.rawForm;
  if (isRaw && heredoc.special.test(text.slice(literal.innerStart, literal.innerEnd))) return 'refused';
  const statement = statementStart(text, opener.start) ?? lineStart(text, opener.start);
  const indent = /^[ \t]*/.exec(text.slice(statement, opener.start))?.[0] ?? '';
  const names = new Map(targets.map(({ reference }) => [reference.env, freeName(source, reference.env)]));
  const lines = [...names].map(
    ([env, name]) => `${indent}$${name} = ${lookup(env, { ...source, quote: "'" })};${newline}`,
  );
  const open = isRaw ? [{ ...opener, newText: heredoc.opened(text.slice(opener.start, opener.end)) }] : [];
  const inside = targets.map(({ start, end, reference }) => ({
    start,
    end,
    newText: `{$${names.get(reference.env) ?? ''}}`,
  }));
  return { edits: [{ start: statement, end: statement, newText: lines.join('') }, ...open, ...inside] };
}

/** `STRIPE_SECRET_KEY` as a variable of the program: `$stripeSecretKey`. */
function freeName(source: Source, env: string): string {
  const wanted = env.toLowerCase().replaceAll(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());
  let name = wanted;
  for (let number = 2; source.uses(name).length > 0; number++) name = `${wanted}${number}`;
  return name;
}

export const php: Syntax = {
  lineComments: ['//', '#'],
  blockComments: [['/*', '*/']],
  preamble: /^(?:(?!<\?)[^])*<\?(?:php|=)/,
  skip: [
    { lead: '?', pattern: /\?>(?:(?!<\?(?:php|=))[^])*(?:<\?(?:php|=))?/y },
    { lead: '#', pattern: /#\[/y },
  ],
  strings: [doubleLines, singleLines],
  heredoc,
  lookup,
  mix: joinedBy(' . '),
  quote: "'",
  redeclare: declared,
  // Initialisers of constants, properties and parameters are evaluated when the file is compiled.
  constant: ({ before }) =>
    /(?:\bconst\s+[^=;]*=\s*|\b(?:public|private|protected|static|var)\s[^=;(]*=\s*(?:\[[^;]*)?|#\[[^\]]*|\b(?:function|fn)\b[^{;]*\([^)]*=\s*|\bcase\s+\w+\s*=\s*)$/.test(
      before,
    ),
  encode: (expression) => `rawurlencode(${expression})`,
};
