import { fileScopeMacro, printedBefore } from '../declarations.ts';
import { importEdits, type ImportRule } from '../imports.ts';
import { calling, doubledPercents, firstOf, formatted, joinedBy } from '../mixing.ts';
import type { Syntax, Mix, Place } from '../syntax.ts';
import { characters, double, slashes } from './forms.ts';

const include = (header: string, present: RegExp): ImportRule => ({
  present,
  statement: `#include <${header}>`,
  among: /^#\s*include\s*</,
  after: /^(?:\/\/.*|#\s*(?:define|pragma|ifndef|if)\b.*|#\s*include\s*".*)?$/,
  block: [/^\s*\/\*/, () => '*/'],
});

const stdlib = include('stdlib.h', /^#\s*include\s*<(?:stdlib\.h|cstdlib)>/m);
const stdio = include('stdio.h', /^#\s*include\s*<(?:stdio\.h|cstdio)>/m);

/** In a line of the preprocessor and in `case` only a literal may stand. */
function isConstant({ before }: Place): boolean {
  return /\bcase\s+$|#\s*(?:include|pragma|error|line|if)\b[^\n]*$|\b(?:static_assert|_Static_assert|asm|extern)\s*\(?[^()]*$/.test(
    before,
  );
}

export const c: Syntax = {
  ...slashes,
  skip: [characters],
  strings: [{ ...double, prefixes: ['', 'l', 'u', 'u8'] }],
  lookup: (env) => `getenv("${env}")`,
  mix: printedBefore,
  quote: '"',
  adjacent: true,
  redeclare: fileScopeMacro({ literal: '' }),
  constant: isConstant,
  loosen: [
    {
      before: /\bchar[ \t]+\w+[ \t]*\[[^\]]*\][ \t]*=[ \t]*$/,
      keyword: /\bchar[ \t]+(\w+)[ \t]*\[[^\]]*\]/g,
      by: 'char *',
    },
  ],
  loosenBy: pointerFor,
  importsOf: ({ text, written }) => importEdits(text, /\bsnprintf\(/.test(written) ? [stdio, stdlib] : [stdlib]),
};

/** An array of characters takes its text when the program is built; a pointer takes what is looked up. */
function pointerFor({ before }: Place): string | undefined {
  const name = /\bchar[ \t]+(\w+)[ \t]*\[[^\]]*\][ \t]*=[ \t]*$/.exec(before)?.[1];
  return name === undefined ? undefined : `char *${name}`;
}

/** A string where a string is asked for, and what C takes where an argument is. */
const cppJoined: Mix = (mixed) => {
  const { before } = mixed.place;
  if (
    /\bchar\s*(?:const\s*)?\*\s*(?:const\s+)?\w+\s*=\s*$|\bchar\s+\w+\s*\[[^\]]*\]\s*=\s*$|\bconstexpr\b/.test(before)
  )
    return undefined;
  const joined = joinedBy(' + ')({ ...mixed, place: mixed.place });
  if (!joined) return undefined;
  const first = mixed.pieces[0];
  const body =
    first && 'text' in first
      ? joined.newText.replace(/^("(?:\\.|[^"\\])*")/, 'std::string($1)')
      : `std::string(${joined.newText.replace(' + ', ') + ')}`;
  const argument = /[(,]\s*$/.test(before) && !/\b(?:std::)?string(?:_view)?\s*\w*\(\s*$/.test(before);
  return argument ? { newText: `(${body}).c_str()` } : { newText: body, loose: true };
};

export const cpp: Syntax = {
  ...c,
  strings: [
    { open: 'R"(', close: ')"', escape: 'none', multiline: true },
    { ...double, prefixes: ['', 'l', 'u', 'u8'] },
  ],
  lookup: (env) => `std::getenv("${env}")`,
  mix: cppJoined,
  redeclare: undefined,
  loosen: [
    {
      before: /\bconstexpr[ \t]+char[ \t]+\w+[ \t]*\[[^\]]*\][ \t]*=[ \t]*$/,
      keyword: /\bconstexpr[ \t]+char[ \t]+\w+[ \t]*\[[^\]]*\]/g,
      by: 'const char *',
    },
    {
      before: /\bconstexpr\b[^;{}]*$/,
      keyword: /\b(?:static[ \t]+)?constexpr[ \t]+(?:const[ \t]+)?/g,
      by: 'const ',
    },
    ...(c.loosen ?? []),
  ],
  loosenBy: (place) => {
    const pointer = pointerFor(place);
    if (!/\bconstexpr\b/.test(place.before)) return pointer;
    if (pointer !== undefined) return `const ${pointer}`;
    return /\bstatic[ \t]+constexpr\b/.test(place.before) ? 'static const ' : 'const ';
  },
  importsOf: ({ text, written }) => {
    const wanted = [include('cstdlib', /^#\s*include\s*<(?:stdlib\.h|cstdlib)>/m)];
    if (/\bstd::string\(/.test(written)) wanted.push(include('string', /^#\s*include\s*<string>/m));
    return importEdits(text, wanted);
  },
};

const isObject = ({ literal }: Place): boolean => literal.form.open === '@"';

export const objectiveC: Syntax = {
  ...c,
  strings: [{ ...double, open: '@"' }, { ...double }],
  lookup: (env, { open }) =>
    open === '@"' ? `[[[NSProcessInfo processInfo] environment] objectForKey:@"${env}"]` : `getenv("${env}")`,
  mix: firstOf(
    formatted({
      before: '[NSString stringWithFormat:',
      between: ', ',
      after: ']',
      slot: '%@',
      text: doubledPercents,
      when: isObject,
    }),
    (mixed) =>
      isObject(mixed.place) ? calling('[@[', ', ', '] componentsJoinedByString:@""]')(mixed) : printedBefore(mixed),
  ),
  redeclare: fileScopeMacro({ literal: '@' }),
  importsOf: (needs) => (/\bgetenv\(/.test(needs.written) ? (c.importsOf?.(needs) ?? []) : foundation(needs.text)),
};

function foundation(text: string): ReturnType<typeof importEdits> {
  return importEdits(text, [
    {
      present:
        /^#\s*import\s*<(?:Foundation|UIKit|AppKit|Cocoa)\/|^@import (?:Foundation|UIKit|AppKit|Cocoa);|^#\s*import\s*"/m,
      statement: '#import <Foundation/Foundation.h>',
      among: /^#\s*import\s/,
      after: /^(?:\/\/.*)?$/,
    },
  ]);
}
