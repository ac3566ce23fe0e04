import { joinedBy } from '../mixing.ts';
import type { Loosen, Site, Syntax, Place } from '../syntax.ts';
import { asArgument, characters, double, isHeld, slashes, tripleRaw } from './forms.ts';
import { blockHeader } from '../enclosing.ts';
import type { StringForm } from '../lexical.ts';

/** Where the file has it, the short name. */
function system(text: string): string {
  return /^\s*(?:global\s+)?(?:using\s+System\s*;|open\s+System\s*$|Imports\s+System\s*$)/im.test(text)
    ? ''
    : 'System.';
}

/** `?? throw` says which variable is missing; it binds weaker than what may follow. */
function csharpLookup(env: string, { text, as, after, before }: Site): string {
  const found = `${system(text)}Environment.GetEnvironmentVariable("${env}")`;
  if (as === 'hole') return found;
  const insisting = `${found} ?? throw new ${system(text)}InvalidOperationException("${env} is not set")`;
  return as === 'part' || isHeld(after) || /[+?:]\s*$/.test(before) ? `(${insisting})` : insisting;
}

const verbatim: StringForm = { open: '@"', close: '"', escape: 'doubled', multiline: true };
const hole = ['{', '}'] as const;

/** The default of a parameter is a constant. A call's named argument has a colon, so two words and `=` declare one. */
function isParameter({ before }: Place): boolean {
  const parameter = /[(,]\s*(?:\[[^\]]*\]\s*)?(?:string\??|String)\s+@?\w+\s*=\s*$/.test(before);
  return parameter && !/\b(?:for|using|foreach|fixed)\s*\([^()]*$/.test(before);
}

/** A constant of a class becomes a field that is read once; one of a method becomes a variable. */
const csharpLoosen: readonly Loosen[] = [
  {
    before: /\bconst[ \t]+(?:string|String|var)\??[ \t][^\n]*$/,
    keyword: /\bconst(?=[ \t]+(?:string|String|var)\b)[ \t]+/g,
    by: '',
  },
];

export const csharp: Syntax = {
  ...slashes,
  skip: [characters],
  strings: [
    { ...tripleRaw, prefixes: ['', '$'], hole, holePrefix: '$' },
    { open: '$@"', close: '"', escape: 'doubled', multiline: true, hole },
    { open: '@$"', close: '"', escape: 'doubled', multiline: true, hole },
    verbatim,
    { ...double, prefixes: ['', '$'], hole, holePrefix: '$' },
  ],
  lookup: csharpLookup,
  mix: joinedBy(' + '),
  quote: '"',
  constant: (place) => isParameter(place) || /(?:^|[;{}\]\n]|\))\s*\[[\w.]+\s*\([^\])]*$|\bcase\s+$/.test(place.before),
  loosen: csharpLoosen,
  loosenBy: (place) => (isInMethod(place) ? undefined : 'static readonly '),
  encode: (expression, { text }) => `${system(text)}Uri.EscapeDataString(${expression})`,
};

function isInMethod({ source, literal, before }: Place): boolean {
  if (/\b(?:public|private|protected|internal)\b[^;{}]*$/.test(before)) return false;
  const header = blockHeader(source.text, literal.start);
  return header !== undefined && !/\b(?:class|struct|record|interface|namespace)\b/.test(header);
}

export const fsharp: Syntax = {
  lineComments: ['//'],
  blockComments: [['(*', '*)']],
  nestedComments: true,
  skip: [characters],
  strings: [
    { ...tripleRaw, prefixes: ['', '$'], hole, holePrefix: '$' },
    verbatim,
    { ...double, multiline: true, prefixes: ['', '$'], hole, holePrefix: '$' },
  ],
  lookup: (env, { text }) => `${system(text)}Environment.GetEnvironmentVariable("${env}")`,
  mix: joinedBy(' + '),
  quote: '"',
  constant: ({ before }) => /\[<[\w.]+\s*\([^\])]*$|\[<\s*Literal\s*>\]\s*let\s[^\n]*$|(?:^|\n)\s*\|\s*$/.test(before),
  enclose: asArgument,
  encode: (expression, { text }) => `${system(text)}Uri.EscapeDataString(${expression})`,
};

export const vb: Syntax = {
  lineComments: ["'"],
  blockComments: [],
  skip: [{ lead: 'R', pattern: /REM\b[^\n]*/y, when: (text, at) => !/\w/.test(text[at - 1] ?? ' ') }],
  strings: [
    { open: '$"', close: '"', escape: 'doubled', multiline: true, hole },
    { open: '"', close: '"', escape: 'doubled', multiline: true },
  ],
  lookup: (env, { text }) => `${system(text)}Environment.GetEnvironmentVariable("${env}")`,
  mix: joinedBy(' & '),
  quote: '"',
  constant: ({ before }) => /<[\w.]+\s*\([^()>]*$|\bOptional\s[^()]*=\s*$|(?:^|\n)\s*Case\s+$/i.test(before),
  loosen: [
    { before: /\b(?:Public|Private|Friend|Protected)[ \t]+Const[ \t][^\n]*$/i, keyword: /\bConst\b/gi, by: 'ReadOnly' },
    { before: /(?:^|\n)[ \t]*Const[ \t][^\n]*$/i, keyword: /\bConst\b/gi, by: 'Dim' },
  ],
  loosenBy: ({ source, before, literal }) =>
    /\bConst\b/i.test(before) &&
    /\b(?:Public|Private|Friend|Protected)[ \t]+Const\b/i.test(before) &&
    !isInVbModule(source.text, literal.start)
      ? 'Shared ReadOnly'
      : undefined,
  encode: (expression, { text }) => `${system(text)}Uri.EscapeDataString(${expression})`,
};

function isInVbModule(text: string, at: number): boolean {
  const headers = [
    ...text
      .slice(Math.max(0, at - 8000), at)
      .matchAll(/^[ \t]*(?:(?:Public|Friend|Partial)[ \t]+)*(Module|Class|Structure)[ \t]+\w+/gim),
  ];
  return headers.at(-1)?.[1]?.toLowerCase() === 'module';
}
