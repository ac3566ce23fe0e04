import { goImportEdits, importEdits } from '../imports.ts';
import { doubledBraces, formatted, joinedBy } from '../mixing.ts';
import { declaredCalls, lazyConstant, movedOutOfGroup } from '../declarations.ts';
import type { Site, Syntax } from '../syntax.ts';
import { characters, double, doubleLines, hashes, slashes, triple } from './forms.ts';
import type { StringForm } from '../lexical.ts';

export const go: Syntax = {
  ...slashes,
  skip: [characters],
  strings: [{ open: '`', close: '`', escape: 'none', multiline: true }, double],
  lookup: (env) => `os.Getenv("${env}")`,
  mix: joinedBy(' + '),
  quote: '"',
  redeclare: movedOutOfGroup,
  // A tag of a struct's field, and a package's path.
  constant: ({ before }) =>
    /(?:^|\n)[ \t]*import(?:[ \t]+[\w.]*[ \t]*|[ \t]*\([^)]*)$|(?:^|\n)[ \t]*\w+[ \t]+[\w.*[\]]+[ \t]+$/.test(before) &&
    !/\bcase[ \t]+$/.test(before),
  loosen: [{ before: /(?:^|\n)[ \t]*const[ \t]+\w+[^\n(]*$/, keyword: /\bconst\b/g, by: 'var' }],
  importsOf: ({ text, encoded }) => goImportEdits(text, encoded ? ['net/url', 'os'] : ['os']),
  encode: (expression) => `url.QueryEscape(${expression})`,
};

/** `&*` gives the `&str` that the literal was; what follows with a dot takes the `String` itself. */
function rustLookup(env: string, { as, after, before }: Site): string {
  const owned = `std::env::var("${env}").expect("${env} is not set")`;
  const borrowed = as === 'whole' && !/^\s*[.?[]/.test(after) && !/\bString::from\(\s*$/.test(before);
  return borrowed ? `&*${owned}` : owned;
}

const rawRust: readonly StringForm[] = ['##', '#', ''].flatMap((mark) => [
  { open: `r${mark}"`, close: `"${mark}`, escape: 'none', multiline: true },
]);

export const rust: Syntax = {
  ...slashes,
  nestedComments: true,
  skip: [{ lead: "'", pattern: /'(?:\\[^\n']{1,10}|\\'|[^\\'\n])'/y }],
  strings: [...rawRust, { ...doubleLines, prefixes: ['', 'b', 'c'] }],
  lookup: rustLookup,
  mix: (mixed) => {
    const { before, after } = mixed.place;
    const owned = /^\s*[.[]/.test(after) || /\bString::from\(\s*$/.test(before);
    return formatted({
      before: owned ? 'format!(' : '&*format!(',
      between: ', ',
      after: ')',
      slot: '{}',
      text: doubledBraces,
    })(mixed);
  },
  quote: '"',
  redeclare: lazyConstant,
  constant: ({ before, literal, after }) =>
    /#!?\[[^\]]*$|\b(?:env|include_str|concat|include_bytes|compile_error)!\s*\([^()]*$/.test(before) ||
    /\b(?:println|print|eprintln|eprint|format|panic|write|writeln|todo|error|warn|info|debug|trace)!\s*\(\s*(?:\w+\s*,\s*)?$/.test(
      before,
    ) ||
    /[bc]/.test(literal.prefix) ||
    /^\s*(?:\|[^|]|=>)/.test(after),
};

export const zig: Syntax = {
  lineComments: ['//'],
  blockComments: [],
  skip: [characters],
  strings: [double],
  lookup: (env) => `std.posix.getenv("${env}").?`,
  mix: formatted({
    before: '(std.fmt.allocPrint(std.heap.page_allocator, ',
    between: ', .{',
    after: '}) catch @panic("out of memory"))',
    slot: '{s}',
    text: doubledBraces,
  }),
  quote: '"',
  redeclare: (place) =>
    declaredCalls(place, {
      declaration: /(?:^|\n)((?:pub[ \t]+)?)(?:const|var)[ \t]+(\w+)[ \t]*(?::[ \t]*[^=;\n]+)?=[ \t]*$/,
      written: (name, lookup, lead) => `${lead}fn ${name}() []const u8 {\n    return ${lookup};\n}`,
      shared: /^pub/,
      terminator: ';',
    }),
  constant: ({ before }) => /@import\(\s*$|\+\+\s*$/.test(before),
  importsOf: ({ text }) =>
    importEdits(text, [
      {
        present: /^(?:pub )?const std = @import\("std"\);/m,
        statement: 'const std = @import("std");',
        among: /^const \w+ = @import/,
        after: /^(?:\/\/.*)?$/,
      },
    ]),
};

export const nim: Syntax = {
  ...hashes,
  blockComments: [['#[', ']#']],
  nestedComments: true,
  skip: [characters],
  strings: [
    { ...triple, escape: 'none' },
    { ...double, prefixes: ['', 'r', '&', 'fmt'] },
  ],
  lookup: (env) => `getEnv("${env}")`,
  mix: joinedBy(' & '),
  keepsPrefix: (text, prefix) => (prefix === '&' ? /[{}]/ : /[{}\\]/).test(text),
  quote: '"',
  loosen: [{ before: /(?:^|\n)[ \t]*const[ \t]+\w+[^\n]*$/, keyword: /\bconst\b/g, by: 'let' }],
  constant: ({ before }) =>
    /(?:^|\n)const[ \t]*\r?\n(?:[ \t]+[^\n]*\n)*[ \t]+[^\n]*$|\{\.[^}]*$|(?:^|\n)\s*of\s+$/.test(before),
  importsOf: ({ text }) =>
    importEdits(text, [
      {
        present: /^(?:import|from)[ \t]+(?:[\w/]+[ \t]*,[ \t]*)*(?:std\/)?os\b|^import[ \t]+std\/\[[^\]]*\bos\b/m,
        statement: 'import std/os',
        among: /^import[ \t]/,
        after: /^(?:#.*)?$/,
      },
    ]),
};
