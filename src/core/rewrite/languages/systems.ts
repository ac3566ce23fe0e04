import { goImportEdits, importEdits } from '../imports.ts';
import { doubledBraces, formatted, joinedBy } from '../mixing.ts';
import { declaredCalls } from '../declarations.ts';
import { movedOutOfGroup, goMix } from './go-declarations.ts';
import type { Syntax } from '../syntax.ts';
import { characters, double, hashes, slashes, triple } from './forms.ts';

export const go: Syntax = {
  ...slashes,
  skip: [characters],
  strings: [{ open: '`', close: '`', escape: 'none', multiline: true }, double],
  lookup: (env) => `os.Getenv("${env}")`,
  mix: goMix,
  quote: '"',
  redeclare: movedOutOfGroup,
  // A tag of a struct's field, and a package's path.
  constant: ({ before }) =>
    /(?:^|\n)[ \t]*import(?:[ \t]+[\w.]*[ \t]*|[ \t]*\([^)]*)$|(?:^|\n)[ \t]*\w+[ \t]+[\w.*[\]]+[ \t]+$/.test(before) &&
    !/\bcase[ \t]+$/.test(before),
  loosen: [{ before: /(?:^|\n)[ \t]*const[ \t]+\w+[^\n(]*$/, keyword: /\bconst\b/g, by: 'var' }],
  importsOf: ({ text, encoded, written }) => {
    const wanted = /\bos\.Getenv\(/.test(written) ? ['os'] : [];
    return goImportEdits(text, encoded ? [urlPackage(text), ...wanted] : wanted);
  },
  encode: (expression, { text }) =>
    `${urlPackage(text).split(' ').length > 1 ? 'neturl' : 'url'}.QueryEscape(${expression})`,
};

/** A file that calls something of its own `url` gives the package another name. */
function urlPackage(text: string): string {
  const isTaken =
    /^(?:var|const|func)[ \t]+url\b|^\turl[ \t]+(?:string[ \t]*)?=|[(,][ \t]*url[ \t]+\w|\burl\b[^\n]*:=/m.test(text);
  return isTaken && !/^[ \t]*(?:import[ \t]+)?"net\/url"/m.test(text) ? 'neturl net/url' : 'net/url';
}

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
      isAlone: ({ path }) => /(?:^|\/)(?:main|build)\.zig$/.test(path),
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
    /(?:^|\n)const[ \t]*\r?\n(?:[ \t][^\n]*\n)*[ \t][^\n]*$|\{\.[^}]*$|(?:^|\n)\s*of\s+$/.test(before),
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
