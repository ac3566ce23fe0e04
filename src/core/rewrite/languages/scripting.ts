import { importEdits } from '../imports.ts';
import { calling, firstOf, interpolated, joinedBy, unless } from '../mixing.ts';
import type { Syntax, Place } from '../syntax.ts';
import { doubleLines, hashes, singleLines, triple } from './forms.ts';
import type { Heredoc, Skip } from '../lexical.ts';

const isSingle = ({ literal }: Place): boolean => literal.form.open === "'";

const rubyHole = ['#{', '}'] as const;
const text = { escape: 'backslash', multiline: true } as const;

const rubyHeredoc: Heredoc = {
  lead: '<',
  opener: /<<[-~]?(?:(?<raw>')(?=\w+')|"(?=\w+"))?(?<tag>[A-Z_]\w*)['"]?/y,
  form: { ...text, open: '', close: '', hole: rubyHole },
  rawForm: { ...text, escape: 'none', open: '', close: '' },
};

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
  strings: [{ ...doubleLines, hole: rubyHole }, singleLines],
  heredoc: rubyHeredoc,
  lookup: (env, { quote }) => `ENV.fetch(${quote}${env}${quote})`,
  mix: firstOf(
    interpolated({ open: '"', close: '"', hole: rubyHole, text: unless(/["\\#]/), when: isSingle }),
    joinedBy(' + '),
  ),
  quote: "'",
  adjacent: true,
  constant: ({ before }) => /(?:^|\n)\s*(?:require|require_relative|load)\s+$/.test(before),
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

const phpHeredoc: Heredoc = {
  lead: '<',
  opener: /<<<[ \t]*(?:(?<raw>')(?=\w+')|")?(?<tag>\w+)['"]?/y,
  form: { ...text, open: '', close: '' },
  rawForm: { ...text, escape: 'none', open: '', close: '' },
};

export const php: Syntax = {
  lineComments: ['//', '#'],
  blockComments: [['/*', '*/']],
  preamble: /^(?:(?!<\?)[^])*<\?(?:php|=)/,
  skip: [
    { lead: '?', pattern: /\?>(?:(?!<\?(?:php|=))[^])*(?:<\?(?:php|=))?/y },
    { lead: '#', pattern: /#\[/y },
  ],
  strings: [doubleLines, singleLines],
  heredoc: phpHeredoc,
  lookup: (env, { quote, path, text: source }) =>
    /(?:^|\/)config\/[^/]+\.php$/.test(path) && /\benv\(/.test(source)
      ? `env(${quote}${env}${quote})`
      : `getenv(${quote}${env}${quote})`,
  mix: (mixed) => (mixed.place.literal.form.open === '' ? undefined : joinedBy(' . ')(mixed)),
  quote: "'",
  redeclare: ({ source, literal, before, after, targets }) => {
    const found = /(?:^|\n|<\?php)[ \t]*(const[ \t]+(\w+)[ \t]*=[ \t]*)$/.exec(before);
    const [target] = targets;
    if (
      !found ||
      !after.startsWith(';') ||
      !target ||
      target.start !== literal.innerStart ||
      target.end !== literal.innerEnd
    )
      return undefined;
    if (
      /\b(?:class|trait|interface|enum)\s+\w+[^{]*\{[^}]*$/.test(
        source.text.slice(Math.max(0, literal.start - 2000), literal.start),
      )
    )
      return 'refused';
    const start = literal.start - (found[1] ?? '').length;
    const quote = literal.form.open;
    return {
      edits: [
        {
          start,
          end: literal.end,
          newText: `define(${quote}${found[2]}${quote}, getenv(${quote}${target.reference.env}${quote}))`,
        },
      ],
    };
  },
  // Initialisers of constants, properties and parameters are evaluated when the file is compiled.
  constant: ({ before }) =>
    /(?:\bconst\s+[^=;]*=\s*|\b(?:public|private|protected|static|var)\s[^=;(]*=\s*(?:\[[^;]*)?|#\[[^\]]*|\b(?:function|fn)\b[^{;]*\([^)]*=\s*|\bcase\s+\w+\s*=\s*)$/.test(
      before,
    ),
  encode: (expression) => `rawurlencode(${expression})`,
};

export const perl: Syntax = {
  ...hashes,
  blockComments: [['\n=pod', '\n=cut']],
  skip: [{ lead: '$', pattern: /\$#/y }],
  strings: [{ ...doubleLines, variables: true }, singleLines],
  heredoc: {
    lead: '<',
    opener: /<<~?(?:(?<raw>')(?=\w+')|")?(?<tag>[A-Z_]\w*)['"]?/y,
    form: { ...text, open: '', close: '', variables: true },
    rawForm: { ...text, escape: 'none', open: '', close: '' },
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

export const r: Syntax = {
  ...hashes,
  strings: [doubleLines, singleLines],
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
  skip: [
    { lead: "'", pattern: /'(?:\\[^\n]{1,8}?|[^\\'\n])'/y },
    { lead: 'r', pattern: /raw"(?:\\.|[^"\\])*"/y },
  ],
  strings: [
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
