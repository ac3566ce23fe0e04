import { fileScopeMacro, printedArray, printedBefore } from './c-declarations.ts';
import { patternArguments } from '../patterns.ts';
import { importEdits, type ImportRule } from '../imports.ts';
import { calling, doubledPercents, firstOf, formatted, joinedBy } from '../mixing.ts';
import { soleTarget } from '../declarations.ts';
import { blockHeader } from '../enclosing.ts';
import { lookupAt } from '../place.ts';
import type { Declared, Mix, Place, Syntax } from '../syntax.ts';
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

const inFile = fileScopeMacro({ literal: '' });

/** What `printf` and its kin take for a pattern. */
const inPrintf = patternArguments({
  call: /\b[a-z]*printf\s*\(\s*(?:[^()"]*,\s*)?$|\bsyslog\s*\(\s*\w+\s*,\s*$/,
  slot: '%s',
  specification: /%/,
  way: 'listed',
});

export const c: Syntax = {
  ...slashes,
  skip: [characters],
  strings: [{ ...double, prefixes: ['', 'l', 'u', 'u8'] }],
  lookup: (env) => `getenv("${env}")`,
  mix: printedBefore,
  quote: '"',
  adjacent: true,
  redeclare: (place) => inPrintf(place) ?? printedArray(place) ?? inFile(place),
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
  const joined = joinedBy(' + ')(mixed);
  if (!joined) return undefined;
  const [first] = mixed.pieces;
  const { form, prefix } = mixed.place.literal;
  const start = first && 'text' in first ? prefix + form.open + first.text + form.close : undefined;
  const body =
    start === undefined
      ? `std::string(${joined.newText.replace(' + ', ') + ')}`
      : `std::string(${start})${joined.newText.slice(start.length)}`;
  const argument = /[(,]\s*$/.test(before) && !/\b(?:std::)?string(?:_view)?\s*\w*\(\s*$/.test(before);
  return argument ? { newText: `(${body}).c_str()` } : { newText: body, loose: true };
};

/** A member that is set when the program runs is a variable of the class in one place only. */
function storage({ source, literal, before }: Place): string {
  const isMember = /\b(?:class|struct)\b/.test(blockHeader(source.text, literal.start) ?? '');
  if (isMember) return 'static inline ';
  return /\bstatic\b/.test(before) ? 'static ' : /\binline\b/.test(before) ? 'inline ' : '';
}

/** `"…"s` is a string, and so is what takes its place. */
function withSuffix(place: Place): Declared {
  const { literal } = place;
  const target = soleTarget(place);
  if (!target || literal.end === literal.innerEnd + literal.form.close.length) return undefined;
  const newText = `std::string(${lookupAt(place, target, 'whole')})`;
  return { edits: [{ start: literal.start, end: literal.end, newText }] };
}

/** A name of the preprocessor that stands beside literals has to be one. */
function macroOnly(place: Place): Declared {
  return /#[ \t]*define\b[^\n]*$/.test(place.before) ? inFile(place) : undefined;
}

export const cpp: Syntax = {
  ...c,
  strings: [
    { open: 'R"(', close: ')"', escape: 'none', multiline: true, suffix: /sv?\b/y },
    { ...double, prefixes: ['', 'l', 'u', 'u8'], suffix: /sv?\b/y },
  ],
  lookup: (env) => `std::getenv("${env}")`,
  mix: cppJoined,
  redeclare: (place) => inPrintf(place) ?? withSuffix(place) ?? macroOnly(place),
  loosen: [
    {
      before: /\bconstexpr[ \t]+char[ \t]+\w+[ \t]*\[[^\]]*\][ \t]*=[ \t]*$/,
      keyword: /\b(?:static[ \t]+)?constexpr[ \t]+char[ \t]+\w+[ \t]*\[[^\]]*\]/g,
      by: 'const char *',
    },
    {
      before: /\bconstexpr[ \t]+(?:const[ \t]+char|char[ \t]+const)[ \t]*\*[ \t]*(?:const[ \t]+)?\w+[ \t]*=[ \t]*$/,
      keyword:
        /\b(?:static[ \t]+|inline[ \t]+)*constexpr[ \t]+(?:const[ \t]+char|char[ \t]+const)[ \t]*\*[ \t]*(?:const[ \t]+)?/g,
      by: 'const char *const ',
    },
    {
      before: /\bconstexpr\b[^;{}]*$/,
      keyword: /\b(?:static[ \t]+|inline[ \t]+)*constexpr[ \t]+(?:const[ \t]+)?/g,
      by: 'const ',
    },
    ...(c.loosen ?? []),
  ],
  loosenBy: (place) => {
    const pointer = pointerFor(place);
    if (!/\bconstexpr\b/.test(place.before)) return pointer;
    if (pointer !== undefined) return `${storage(place)}const ${pointer.replace('*', '*const ')}`;
    const isPointer = /\bchar\b[^=]*\*[^=]*=\s*$/.test(place.before);
    return `${storage(place)}const ${isPointer ? 'char *const ' : ''}`;
  },
  importsOf: ({ text, written }) => {
    const wanted = [include('cstdlib', /^#\s*include\s*<(?:stdlib\.h|cstdlib)>/m)];
    if (/\bstd::string\(/.test(written)) wanted.push(include('string', /^#\s*include\s*<string>/m));
    return importEdits(text, wanted);
  },
};

const isObject = ({ literal }: Place): boolean => literal.form.open === '@"';

const inObjectiveC = fileScopeMacro({ literal: '@' });

const inFormat = patternArguments({
  call: /\b(?:stringWithFormat|initWithFormat|appendFormat|raise:\w+[ \t]+format|predicateWithFormat):[ \t]*$|\bNSLog\s*\(\s*$/,
  slot: '%@',
  specification: /%/,
  way: 'listed',
});

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
  redeclare: (place) => (isObject(place) ? inFormat(place) : inPrintf(place)) ?? inObjectiveC(place),
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
