import { importEdits } from '../imports.ts';
import { literalEdits } from '../literal.ts';
import { joinedBy } from '../mixing.ts';
import { defaultInBody } from '../parameters.ts';
import type { Declared, Place, Syntax } from '../syntax.ts';
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

/** `[String token = '…']` becomes `[String? token]`, and the body begins with `token ??= …`. */
function dartDefault(place: Place): Declared {
  return defaultInBody(place, {
    parameter: /(?<=[[{,]\s*)(?<type>String)\??(?<gap>\s+)(?<name>\w+)\s*=\s*$/,
    written: ({ type = 'String', gap = ' ', name }) => `${type}?${gap}${name}`,
    statement: (name, lookup) => `${name} ??= ${lookup};`,
    header: /^\s*(?:async\*?\s*)?\{/,
  });
}

/** What is constant around the literal is made when the program runs: the one `const` before its brackets goes. */
function withoutConst(place: Place): Declared {
  const { literal, before } = place;
  const found = [
    ...before.matchAll(/\bconst\s+(?=(?:(?:String|List|Map|Set|var)\b[^=]*|\w+\s*)=|[\w.]*(?:<[^>]*>)?\s*[([{])/g),
  ];
  const around = found.filter(({ 0: word, index }) => isOpenAfter(before.slice(index + word.length)));
  const [only] = around;
  if (!only) return undefined;
  // The default of a constructor's own parameter.
  if (/\b(?:this|super)\.\w+\s*=\s*$/.test(before)) return 'refused';
  const isDeclaration = /^const\s+[\w<>,? ]+\s*=/.test(before.slice(only.index));
  const edits = literalEdits(place);
  if (around.length > 1 || !edits || /@\w+\([^()]*$/.test(before)) return 'refused';
  const start = literal.start - before.length + only.index;
  const newText = isDeclaration ? only[0].replace('const', 'final') : '';
  return { edits: [{ start, end: start + only[0].length, newText }, ...edits] };
}

/** Whether a bracket that opens in this text is still open at its end. */
function isOpenAfter(text: string): boolean {
  let depth = 0;
  for (const character of text.replaceAll(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g, '')) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
  }
  return depth > 0;
}

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
  redeclare: (place) => dartDefault(place) ?? withoutConst(place),
  // Annotations, cases, and the defaults of constructors that are constant.
  constant: ({ before }) =>
    /@\w+\([^()]*$|\bcase\s+$|[[{(,]\s*(?:required\s+)?(?:this\.|super\.)\w+\s*=\s*$/.test(before),
  loosen: [{ before: /\bconst[ \t][^\n([{]*=\s*$/, keyword: /\bconst\b/g, by: 'final' }],
  encode: (expression) => `Uri.encodeComponent(${expression})`,
  importsOf: ({ text, written }) =>
    importEdits(
      text,
      written.includes('Platform.')
        ? [
            {
              present: /^import ['"]dart:io['"]/m,
              statement: "import 'dart:io';",
              among: /^import\s/,
              section: (line) => /['"]dart:/.test(line),
              after: /^(?:\/\/.*|#!.*|library\b.*)?$/,
            },
          ]
        : [],
    ),
};
