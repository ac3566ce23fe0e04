import { declaredCalls } from '../declarations.ts';
import { importEdits, type ImportRule } from '../imports.ts';
import { calling, joinedBy } from '../mixing.ts';
import { patternArguments } from '../patterns.ts';
import { lineStart } from '../enclosing.ts';
import { literalEdits } from '../literal.ts';
import type { Declared, Place, Site, Syntax } from '../syntax.ts';
import { asArgument, characters, doubleLines, hashes, triple } from './forms.ts';

const elixirHole = ['#{', '}'] as const;

function attribute(place: Place): Declared {
  const found = /(?:^|\n)[ \t]*@(\w+)[ \t]+$/.exec(place.before)?.[1];
  if (found !== undefined && isInAttribute(place, found)) return 'refused';
  return declaredCalls(place, {
    declaration: /(?:^|\n)([ \t]*)@(\w+)[ \t]+$/,
    written: (name, lookup, indent) => `${indent}defp ${name}, do: ${lookup}`,
    sign: '@',
  });
}

/** Another attribute is made from this one, when the module is compiled. */
function isInAttribute({ source }: Place, name: string): boolean {
  return source.uses(name).some((at) => {
    const line = source.text.slice(lineStart(source.text, at), at);
    return /^[ \t]*@\w+[ \t].*@$/.test(line);
  });
}

/** `@headers [{"…", "…"}]`: the whole of it becomes a function. */
function attributeAround(place: Place): Declared {
  const { source, literal, before } = place;
  const found = /(?:^|\n)([ \t]*@(\w+)[ \t]+)(?=[[{%])([^@]*)$/.exec(before);
  const [, head = '', name = '', inside = ''] = found ?? [];
  if (!found || inside.split(/[[{(]/).length <= inside.split(/[\]})]/).length) return undefined;
  const edits = literalEdits(place);
  if (!edits || isInAttribute(place, name)) return 'refused';
  const start = literal.start - inside.length - head.length;
  const indent = /^[ \t]*/.exec(head)?.[0] ?? '';
  const opening = { start, end: start + head.length, newText: `${indent}defp ${name}, do: ` };
  const uses = source.uses(name).filter((at) => at > start + head.length && source.text[at - 1] === '@');
  const calls = uses.map((at) => ({ start: at - 1, end: at + name.length, newText: `${name}()` }));
  return { edits: [opening, ...edits, ...calls] };
}

export const elixir: Syntax = {
  ...hashes,
  skip: [{ lead: '?', pattern: /\?(?:\\.|["'])/y }],
  strings: [
    { ...triple, hole: elixirHole },
    { ...doubleLines, hole: elixirHole },
    { ...doubleLines, open: '~s(', close: ')', hole: elixirHole },
    { ...doubleLines, open: '~s{', close: '}', hole: elixirHole },
  ],
  lookup: (env) => `System.fetch_env!("${env}")`,
  mix: joinedBy(' <> '),
  quote: '"',
  encode: (expression) => `URI.encode_www_form(${expression})`,
  // A module's attribute is evaluated when it is compiled, and the value would be in the compiled file.
  redeclare: (place) => attribute(place) ?? attributeAround(place),
  docstrings: true,
  // A pattern.
  constant: ({ before, after }) =>
    /^\s*->/.test(after) || (/\bdefp?\s+\w+[!?]?\([^()]*$/.test(before) && !/\\\\\s*$/.test(before)),
};

export const erlang: Syntax = {
  lineComments: ['%'],
  blockComments: [],
  skip: [
    { lead: '$', pattern: /\$(?:\\.|[^\n])/y },
    { lead: "'", pattern: /'(?:\\.|[^'\\\n])*'/y },
  ],
  strings: [doubleLines],
  lookup: (env, { before, after, as }) => {
    const found = `os:getenv("${env}")`;
    return as === 'whole' && /<<\s*$/.test(before) && /^\s*(?:\/utf8\s*)?>>/.test(after)
      ? `(list_to_binary(${found}))/binary`
      : found;
  },
  mix: (mixed) => {
    const { before, after } = mixed.place;
    if (!/<<\s*$/.test(before) || !/^\s*>>/.test(after)) return joinedBy(' ++ ')(mixed);
    const joined = joinedBy(', ')(mixed);
    return joined && { newText: joined.newText.replaceAll(/os:getenv\("\w+"\)/g, '(list_to_binary($&))/binary') };
  },
  quote: '"',
  adjacent: true,
  // Attributes, and the patterns of a function's head or of a clause.
  constant: ({ before, after }) =>
    /-(?:vsn|author|include|include_lib)\($/.test(before) ||
    (/(?:^|\n)(?:[a-z]\w*\([^()]*|[ \t]+(?:<<)?)$/.test(before) && /^[^()\n]*\)?\s*(?:when\s[^>]*)?->/.test(after)),
  encode: (expression) => `uri_string:quote(${expression})`,
};

/** `OverloadedStrings` makes a literal a `Text` as well, and `fromString` makes what `getEnv` gives the same. */
function haskellLookup(env: string, { text, before, as, after }: Site): string {
  const read = `unsafePerformIO (getEnv "${env}")`;
  const found = /\bOverloadedStrings\b/.test(text) ? `fromString (${read})` : read;
  return as === 'part' || (as === 'whole' && (/^[ \t]*[<+.$`]/.test(after) || /[+<>.`][ \t]*$/.test(before)))
    ? `(${found})`
    : found;
}

const haskellImport = (module: string, name: string): ImportRule => ({
  present: new RegExp(
    `^import[ \\t]+${module.replaceAll('.', '\\.')}(?![\\w.])(?:[ \\t]*$|[ \\t]*\\([^)]*\\b${name}\\b)`,
    'm',
  ),
  statement: `import ${module} (${name})`,
  among: /^import[ \t]/,
  after: /^(?:--.*|\{-#.*#-\}|module\b.*|#!.*)?$/,
  key: (line) => line.replace(/^import[ \t]+(?:qualified[ \t]+)?/, ''),
});

export const haskell: Syntax = {
  lineComments: ['--'],
  blockComments: [['{-', '-}']],
  nestedComments: true,
  skip: [characters],
  strings: [doubleLines],
  lookup: haskellLookup,
  mix: (mixed) => joinedBy(/\bOverloadedStrings\b/.test(mixed.place.source.text) ? ' <> ' : ' ++ ')(mixed),
  quote: '"',
  enclose: asArgument,
  constant: ({ before, after }) => /^[ \t]*->/.test(after) || /(?:^|\n)import\b[^\n]*$/.test(before),
  importsOf: ({ text, written }) =>
    importEdits(text, [
      ...(written.includes('fromString') ? [haskellImport('Data.String', 'fromString')] : []),
      haskellImport('System.Environment', 'getEnv'),
      haskellImport('System.IO.Unsafe', 'unsafePerformIO'),
    ]),
};

export const ocaml: Syntax = {
  lineComments: [],
  blockComments: [['(*', '*)']],
  nestedComments: true,
  skip: [characters],
  strings: [{ open: '{|', close: '|}', escape: 'none', multiline: true }, doubleLines],
  lookup: (env) => `Sys.getenv "${env}"`,
  mix: joinedBy(' ^ '),
  quote: '"',
  enclose: (expression, site) =>
    /[~?]\w+:[ \t]*$/.test(site.before) ? `(${expression})` : asArgument(expression, site),
  constant: ({ before, after }) =>
    /(?:^|\n|\bwith|\bfunction|\|)\s*\|?\s*$/.test(before) && /^\s*(?:->|\|)/.test(after),
  redeclare: patternArguments({
    call: /\bPrintf\.\w*printf\s+(?:[\w.]+\s+)?$|\b(?:Printf\.|Format\.)?(?:sprintf|printf|eprintf|failwithf|asprintf)\s+$/,
    slot: '%s',
    specification: /%/,
    way: 'curried',
  }),
};

export const clojure: Syntax = {
  lineComments: [';'],
  blockComments: [],
  skip: [
    { lead: '\\', pattern: /\\(?:\w+|[^\s])/y },
    { lead: '#', pattern: /#"(?:\\[^]|[^"\\])*"/y },
  ],
  strings: [doubleLines],
  lookup: (env, { path }) => (path.endsWith('.cljs') ? `(.. js/process -env -${env})` : `(System/getenv "${env}")`),
  mix: calling('(str ', ' ', ')'),
  quote: '"',
  encode: (expression) => `(java.net.URLEncoder/encode ${expression} "UTF-8")`,
  constant: ({ before }) => /'\([^()]*$|\(quote\s[^()]*$/.test(before),
};
