import { importEdits } from '../imports.ts';
import { joinedBy } from '../mixing.ts';
import type { Syntax } from '../syntax.ts';
import { double, single, slashes, triple } from './forms.ts';

const swiftHole = ['\\(', ')'] as const;

export const swift: Syntax = {
  ...slashes,
  nestedComments: true,
  strings: [
    { open: '#"', close: '"#', escape: 'none', multiline: false, hole: ['\\#(', ')'] },
    { ...triple, hole: swiftHole },
    { ...double, hole: swiftHole },
  ],
  lookup: (env) => `ProcessInfo.processInfo.environment["${env}"]!`,
  mix: joinedBy(' + '),
  quote: '"',
  constant: ({ before }) => /@\w+\([^()]*$|\benum\s+\w+\s*:\s*String\b[^}]*\bcase\s+\w+\s*=\s*$/.test(before),
  encode: (expression) => `${expression}.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!`,
  importsOf: ({ text }) =>
    importEdits(text, [
      {
        present: /^import (?:Foundation|UIKit|SwiftUI|AppKit|Cocoa)\b/m,
        statement: 'import Foundation',
        among: /^import\s/,
        after: /^(?:\/\/.*|#!.*)?$/,
        block: [/^\s*\/\*/, () => '*/'],
      },
    ]),
};

const dartHole = ['${', '}'] as const;

export const dart: Syntax = {
  ...slashes,
  strings: [
    { open: "r'", close: "'", escape: 'none', multiline: false },
    { open: 'r"', close: '"', escape: 'none', multiline: false },
    { ...triple, hole: dartHole },
    { ...triple, open: "'''", close: "'''", hole: dartHole },
    { ...double, hole: dartHole },
    { ...single, hole: dartHole },
  ],
  lookup: (env, { quote }) => `Platform.environment[${quote}${env}${quote}]!`,
  mix: joinedBy(' + '),
  quote: "'",
  adjacent: true,
  // Defaults of parameters, annotations, cases and what stands in a constant object.
  constant: ({ before }) =>
    /\bconst\s+[\w.]*\s*[([{][^;]*$|@\w+\([^()]*$|\bcase\s+$|[[{(,]\s*(?:final\s+)?String\??\s+\w+\s*=\s*$/.test(
      before,
    ),
  loosen: [{ before: /\bconst[ \t][^\n([{]*=\s*$/, keyword: /\bconst\b/g, by: 'final' }],
  encode: (expression) => `Uri.encodeComponent(${expression})`,
  importsOf: ({ text }) =>
    importEdits(text, [
      {
        present: /^import ['"]dart:io['"]/m,
        statement: "import 'dart:io';",
        among: /^import\s/,
        section: (line) => /['"]dart:/.test(line),
        after: /^(?:\/\/.*|#!.*|library\b.*)?$/,
      },
    ]),
};
