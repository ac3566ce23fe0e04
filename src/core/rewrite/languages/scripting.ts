import { importEdits } from '../imports.ts';
import { calling, firstOf, interpolated, joinedBy, unless } from '../mixing.ts';
import type { Syntax, Place } from '../syntax.ts';
import { doubleLines, hashes, singleLines, triple } from './forms.ts';
import type { Heredoc, Skip, StringForm } from '../lexical.ts';

const isSingle = ({ literal }: Place): boolean => literal.form.open === "'";

const rubyHole = ['#{', '}'] as const;
const text = { escape: 'backslash', multiline: true } as const;

const rubyHeredoc: Heredoc = {
  lead: '<',
  opener: /<<[-~]?(?:(?<raw>')(?=\w+')|"(?=\w+"))?(?<tag>[A-Z_]\w*)['"]?/y,
  form: { ...text, open: '', close: '', hole: rubyHole },
  rawForm: { ...text, escape: 'none', open: '', close: '' },
  special: /#[{$@]|\\/,
  opened: (opener) => opener.replaceAll("'", ''),
};

/** `q(…)`, `%Q{…}`: a letter or two and brackets, where they are no part of a name. */
function quoteOperators(letters: string, more: Pick<StringForm, 'hole' | 'variables'> = {}): readonly StringForm[] {
  return ['()', '{}', '[]'].map(([open = '', close = '']) => ({
    open: letters + open,
    close,
    escape: 'backslash',
    multiline: true,
    when: (source, at) => !/[\w$@%&)\]}]$|->$/.test(source.slice(Math.max(0, at - 2), at)),
    ...more,
  }));
}

/** A slash begins a regular expression where no operand stands before it. */
const rubyExpression: Skip = {
  lead: '/',
  pattern: /\/(?:\\[^\n]|[^\\/\n])+\/[a-z]*/y,
  when: (source, at) =>
    /(?:^|[(,=:[!&|?{};~]|\b(?:if|unless|when|and|or|not|return))\s*$/.test(source.slice(Math.max(0, at - 12), at)),
};

export const ruby: Syntax = {
  ...hashes,
  blockComments: [['\n=begin', '\n=end']],
  skip: [rubyExpression, { lead: '?', pattern: /\?["'](?!\w)/y }],
  strings: [
    { ...doubleLines, hole: rubyHole },
    singleLines,
    ...quoteOperators('%Q', { hole: rubyHole }),
    ...quoteOperators('%q'),
  ],
  heredoc: rubyHeredoc,
  lookup: (env, { quote }) => `ENV.fetch(${quote}${env}${quote})`,
  mix: firstOf(
    interpolated({ open: '"', close: '"', hole: rubyHole, text: unless(/["\\#]/), when: isSingle }),
    joinedBy(' + '),
  ),
  quote: "'",
  adjacent: true,
  // What is loaded, and a symbol.
  constant: ({ before }) => /(?:^|\n)\s*(?:require|require_relative|load)\s+$|(?:^|[\s([{,]):$/.test(before),
  encode: (expression) => `URI.encode_www_form_component(${expression})`,
  importsOf: ({ text: source, written }) =>
    importEdits(
      source,
      /\bURI\./.test(written)
        ? [
            {
              present: /^\s*require\s+['"]uri['"]/m,
              statement: "require 'uri'",
              among: /^require\s/,
              after: /^(?:#.*)?$/,
            },
          ]
        : [],
    ),
};

export const perl: Syntax = {
  ...hashes,
  blockComments: [['\n=pod', '\n=cut']],
  skip: [{ lead: '$', pattern: /\$#/y }],
  strings: [
    { ...doubleLines, variables: true },
    singleLines,
    ...quoteOperators('qq', { variables: true }),
    ...quoteOperators('q'),
  ],
  heredoc: {
    lead: '<',
    opener: /<<~?(?:(?<raw>')(?=\w+')|")?(?<tag>[A-Z_]\w*)['"]?/y,
    form: { ...text, open: '', close: '', variables: true },
    rawForm: { ...text, escape: 'none', open: '', close: '' },
    special: /[$@\\]/,
    opened: (opener) => opener.replaceAll("'", '"'),
  },
  lookup: (env) => `$ENV{${env}}`,
  inside: (env) => `$ENV{${env}}`,
  mix: firstOf(interpolated({ open: '"', close: '"', text: unless(/["\\$@]/), when: isSingle }), joinedBy(' . ')),
  quote: '"',
};

const longBracket: Skip = { lead: '[', pattern: /\[(=+)\[[^]*?\]\1\]/y };

export const lua: Syntax = {
  lineComments: ['--'],
  blockComments: [['--[[', ']]']],
  skip: [longBracket],
  strings: [
    { open: '[[', close: ']]', escape: 'none', multiline: true },
    { ...doubleLines, multiline: false },
    { ...singleLines, multiline: false },
  ],
  lookup: (env, { quote }) => `os.getenv(${quote}${env}${quote})`,
  mix: joinedBy(' .. '),
  quote: '"',
  // A call without brackets takes a literal only: `require "…"`.
  enclose: (expression, { before }) =>
    /[\w\])][ \t]*$/.test(before) && !/(?:^|\s)(?:return|and|or|not|in|then|do|else)[ \t]*$/.test(before)
      ? `(${expression})`
      : expression,
};

/** `r"(…)"`, with any of three brackets. */
const rawR: readonly StringForm[] = ['r', 'R'].flatMap((letter) =>
  ['()', '[]', '{}'].map(([open = '', close = '']): StringForm => ({
    open: `${letter}"${open}`,
    close: `${close}"`,
    escape: 'none',
    multiline: true,
    when: (source, at) => !/\w/.test(source[at - 1] ?? ' '),
  })),
);

export const r: Syntax = {
  ...hashes,
  strings: [...rawR, doubleLines, singleLines],
  lookup: (env, { quote }) => `Sys.getenv(${quote}${env}${quote})`,
  mix: calling('paste0(', ', ', ')'),
  quote: '"',
  encode: (expression) => `URLencode(${expression}, reserved = TRUE)`,
};

const juliaHole = ['$(', ')'] as const;

export const julia: Syntax = {
  lineComments: ['#'],
  blockComments: [['#=', '=#']],
  nestedComments: true,
  skip: [{ lead: "'", pattern: /'(?:\\[^\n]{1,8}?|[^\\'\n])'/y }],
  strings: [
    { open: 'raw"', close: '"', escape: 'none', multiline: true },
    { ...triple, hole: juliaHole },
    { ...doubleLines, hole: juliaHole },
  ],
  lookup: (env) => `ENV["${env}"]`,
  mix: joinedBy(' * '),
  quote: '"',
};

export const tcl: Syntax = {
  ...hashes,
  spacedComments: true,
  strings: [{ ...doubleLines, variables: true }],
  lookup: (env) => `$::env(${env})`,
  inside: (env) => `$::env(${env})`,
  mix: joinedBy(' '),
  quote: '"',
  bare: (env) => `$::env(${env})`,
};
