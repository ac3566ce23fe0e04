import type { StringForm, Syntax } from './syntax.ts';

/** By VS Code's language id; `undefined` for what is no programming language known here. */
export function syntaxOf(language: string): Syntax | undefined {
  return languages[aliases[language] ?? language];
}

const aliases: Readonly<Record<string, string>> = {
  typescriptreact: 'typescript',
  javascriptreact: 'javascript',
  vue: 'javascript',
  svelte: 'javascript',
  'objective-cpp': 'objective-c',
  cpp: 'c',
};

const double: StringForm = { open: '"', close: '"', escape: 'backslash', multiline: false };
const single: StringForm = { open: "'", close: "'", escape: 'backslash', multiline: false };
const slashes = { lineComments: ['//'], blockComments: [['/*', '*/']] } as const;
const hashes = { lineComments: ['#'], blockComments: [] } as const;

const javascript: Syntax = {
  ...slashes,
  strings: [{ open: '`', close: '`', escape: 'backslash', multiline: true, hole: ['${', '}'] }, double, single],
  lookup: (env) => `process.env.${env}`,
  join: ' + ',
  quote: "'",
};

const pythonPrefixes = ['', 'r', 'b', 'u', 'f', 'rb', 'br', 'rf', 'fr'];

const languages: Readonly<Record<string, Syntax>> = {
  javascript,
  // `process.env` gives `string | undefined`; the literal it replaces was a string.
  typescript: {
    ...javascript,
    lookup: (env) => `process.env.${env}!`,
    constantOnly: /\b(?:type\s+\w+[^=;]*=|enum\s+\w+\s*\{[^}]*|import\s|from\s*)[^;]*$/,
  },
  python: {
    ...hashes,
    strings: (['"""', "'''", '"', "'"] as const).map((quote) => ({
      open: quote,
      close: quote,
      escape: 'backslash' as const,
      multiline: quote.length === 3,
      prefixes: pythonPrefixes,
      hole: ['{', '}'] as const,
      holePrefix: 'f',
    })),
    lookup: (env, quote) => `os.environ[${quote}${env}${quote}]`,
    join: ' + ',
    quote: '"',
    importOf: {
      present: /^[ \t]*import[ \t]+(?:\w+[ \t]*,[ \t]*)*os\b(?![ \t]+as\b|\.)/m,
      statement: 'import os',
      among: /^(?:import|from)[ \t]/,
      after: /^(?:#.*|from __future__ .*)?$/,
    },
  },
  go: {
    ...slashes,
    strings: [{ open: '`', close: '`', escape: 'none', multiline: true }, double],
    lookup: (env) => `os.Getenv("${env}")`,
    join: ' + ',
    quote: '"',
    constantOnly: /(?:^|\n)[ \t]*const[ \t]*\([^)]*$|`[^`]*json:[^`]*$/,
    loosen: { before: /(?:^|\n)[ \t]*const[ \t]+\w+[^\n]*$/, keyword: /\bconst\b/g, by: 'var' },
  },
  java: {
    ...slashes,
    strings: [{ open: '"""', close: '"""', escape: 'backslash', multiline: true }, double],
    lookup: (env) => `System.getenv("${env}")`,
    join: ' + ',
    quote: '"',
    constantOnly: /(?:@\w+(?:\.\w+)*\([^()]*|\bcase\s+)$/,
  },
  kotlin: {
    ...slashes,
    strings: [
      { open: '"""', close: '"""', escape: 'none', multiline: true, hole: ['${', '}'] },
      { ...double, hole: ['${', '}'] },
    ],
    lookup: (env) => `System.getenv("${env}")`,
    join: ' + ',
    quote: '"',
    constantOnly: /@\w+(?:\.\w+)*\([^()]*$/,
    loosen: { before: /\bconst[ \t]+val[ \t][^\n]*$/, keyword: /\bconst[ \t]+(?=val\b)/g, by: '' },
  },
  scala: {
    ...slashes,
    strings: [{ open: '"""', close: '"""', escape: 'none', multiline: true }, double],
    lookup: (env) => `sys.env("${env}")`,
    join: ' + ',
    quote: '"',
    constantOnly: /@\w+\([^()]*$/,
  },
  csharp: {
    ...slashes,
    strings: [
      { open: '"""', close: '"""', escape: 'none', multiline: true },
      { open: '@"', close: '"', escape: 'doubled', multiline: true },
      double,
    ],
    lookup: (env) => `System.Environment.GetEnvironmentVariable("${env}")`,
    join: ' + ',
    quote: '"',
    constantOnly: /(?:\[\w+\([^\])]*|\bcase\s+)$/,
    loosen: {
      before: /\bconst[ \t]+string[ \t][^\n]*$/,
      keyword: /\bconst(?=[ \t]+string\b)/g,
      by: 'static readonly',
    },
  },
  ruby: {
    ...hashes,
    strings: [
      { ...double, multiline: true, hole: ['#{', '}'] },
      { ...single, multiline: true },
    ],
    lookup: (env, quote) => `ENV.fetch(${quote}${env}${quote})`,
    join: ' + ',
    quote: "'",
  },
  php: {
    lineComments: ['//', '#'],
    blockComments: [['/*', '*/']],
    strings: [
      { ...double, multiline: true },
      { ...single, multiline: true },
    ],
    lookup: (env, quote) => `getenv(${quote}${env}${quote})`,
    join: ' . ',
    quote: "'",
    // Initialisers of constants, properties and parameters are evaluated at compile time.
    constantOnly: /(?:\bconst\s+[^=;]*=\s*|\b(?:public|private|protected|static|var)\s[^=;(]*=\s*|#\[[^\]]*)$/,
  },
  rust: {
    ...slashes,
    strings: [
      { open: 'r##"', close: '"##', escape: 'none', multiline: true },
      { open: 'r#"', close: '"#', escape: 'none', multiline: true },
      { open: 'r"', close: '"', escape: 'none', multiline: true },
      { ...double, multiline: true },
    ],
    lookup: (env) => `&*std::env::var("${env}").expect("${env} is not set")`,
    quote: '"',
    constantOnly: /(?:\b(?:const|static)\s+(?:mut\s+)?\w+\s*:[^;]*|#!?\[[^\]]*)$/,
  },
  swift: {
    ...slashes,
    strings: [
      { open: '"""', close: '"""', escape: 'backslash', multiline: true, hole: ['\\(', ')'] },
      { ...double, hole: ['\\(', ')'] },
    ],
    lookup: (env) => `ProcessInfo.processInfo.environment["${env}"]!`,
    join: ' + ',
    quote: '"',
    importOf: {
      present: /^import (?:Foundation|UIKit|SwiftUI|AppKit|Cocoa)\b/m,
      statement: 'import Foundation',
      among: /^import\s/,
      after: /^(?:\/\/.*|#!.*)?$/,
    },
  },
  dart: {
    ...slashes,
    strings: [double, single].map((form) => ({ ...form, hole: ['${', '}'] as const })),
    lookup: (env, quote) => `Platform.environment[${quote}${env}${quote}]!`,
    join: ' + ',
    quote: "'",
    importOf: {
      present: /^import ['"]dart:io['"]/m,
      statement: "import 'dart:io';",
      among: /^(?:import|library)\s/,
      after: /^(?:\/\/.*|#!.*)?$/,
    },
    constantOnly: /\bconst\s+\w+\([^()]*$/,
    loosen: { before: /\bconst[ \t][^\n]*=\s*$/, keyword: /\bconst\b/g, by: 'final' },
  },
  elixir: {
    ...hashes,
    strings: [
      { open: '"""', close: '"""', escape: 'backslash', multiline: true, hole: ['#{', '}'] },
      { ...double, multiline: true, hole: ['#{', '}'] },
    ],
    lookup: (env) => `System.fetch_env!("${env}")`,
    join: ' <> ',
    quote: '"',
  },
  lua: {
    lineComments: ['--'],
    blockComments: [['--[[', ']]']],
    strings: [double, single],
    lookup: (env, quote) => `os.getenv(${quote}${env}${quote})`,
    join: ' .. ',
    quote: '"',
  },
  perl: {
    ...hashes,
    strings: [
      { ...double, multiline: true },
      { ...single, multiline: true },
    ],
    lookup: (env) => `$ENV{${env}}`,
    join: ' . ',
    quote: '"',
  },
  r: {
    ...hashes,
    strings: [
      { ...double, multiline: true },
      { ...single, multiline: true },
    ],
    lookup: (env, quote) => `Sys.getenv(${quote}${env}${quote})`,
    quote: '"',
  },
  julia: {
    lineComments: ['#'],
    blockComments: [['#=', '=#']],
    strings: [{ ...double, multiline: true, hole: ['$(', ')'] }],
    lookup: (env) => `ENV["${env}"]`,
    join: ' * ',
    quote: '"',
  },
  groovy: {
    ...slashes,
    strings: [{ ...double, hole: ['${', '}'] }, single],
    lookup: (env, quote) => `System.getenv(${quote}${env}${quote})`,
    join: ' + ',
    quote: "'",
    constantOnly: /@\w+\([^()]*$/,
  },
};
