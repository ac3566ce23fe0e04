import { firstOf, interpolated, joinedBy } from '../mixing.ts';
import { defaultInBody } from '../parameters.ts';
import { patternArguments } from '../patterns.ts';
import type { Declared, Loosen, Site, Syntax, Place } from '../syntax.ts';
import { asArgument, characters, double, isHeld, slashes, standsFree, tripleRaw } from './forms.ts';
import { blockHeader } from '../enclosing.ts';
import type { StringForm } from '../lexical.ts';

/** Where the file has it, the short name. */
function system(text: string): string {
  return /^\s*(?:global\s+)?(?:using\s+System\s*;|open\s+System\s*$|Imports\s+System\s*$)/im.test(text)
    ? ''
    : 'System.';
}

/** `?? throw` says which variable is missing; it binds weaker than what may follow. */
function csharpLookup(env: string, { recall, as, after, before }: Site): string {
  const found = `${recall(system)}Environment.GetEnvironmentVariable("${env}")`;
  if (as === 'hole') return found;
  const insisting = `${found} ?? throw new ${recall(system)}InvalidOperationException("${env} is not set")`;
  return as === 'part' || isHeld(after) || !standsFree(before) ? `(${insisting})` : insisting;
}

const verbatim: StringForm = { open: '@"', close: '"', escape: 'doubled', multiline: true };
const hole = ['{', '}'] as const;

/** A raw literal is not cut, as a quote at the cut would be one of its own: it takes as many dollars as it needs. */
const rawInterpolated = interpolated({
  open: (place) => `${'$'.repeat(dollars(place))}"""`,
  close: '"""',
  holeOf: (place) => ['{'.repeat(dollars(place)), '}'.repeat(dollars(place))],
  text: (text) => text,
  when: ({ literal }) => literal.form.open === '"""' && literal.prefix === '',
});

function dollars({ source, literal }: Place): number {
  const runs = source.text.slice(literal.innerStart, literal.innerEnd).match(/\{+|\}+/g) ?? [];
  return Math.max(0, ...runs.map((run) => run.length)) + 1;
}

/** Only what has a brace has to be an interpolated literal. */
function needsDollar(text: string, prefix: string): boolean {
  return prefix !== '$' || /[{}]/.test(text);
}

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
    { ...tripleRaw, open: '$$"""', hole: ['{{', '}}'] },
    { ...tripleRaw, prefixes: ['', '$'], hole, holePrefix: '$' },
    { open: '$@"', close: '"', escape: 'doubled', multiline: true, hole },
    { open: '@$"', close: '"', escape: 'doubled', multiline: true, hole },
    verbatim,
    { ...double, prefixes: ['', '$'], hole, holePrefix: '$' },
  ],
  lookup: csharpLookup,
  mix: firstOf(rawInterpolated, joinedBy(' + ')),
  keepsPrefix: needsDollar,
  quote: '"',
  redeclare: csharpDefault,
  constant: (place) => /(?:^|[;{}\]\n]|\))\s*\[[\w.]+\s*\([^\])]*$|\bcase\s+$/.test(place.before),
  loosen: csharpLoosen,
  loosenBy: (place) => (isInMethod(place) ? undefined : 'static readonly '),
  encode: (expression, { recall }) => `${recall(system)}Uri.EscapeDataString(${expression})`,
};

/** A constant that something else needs as one. */
function isNamedConstant({ source, before, literal }: Place): boolean {
  const name = /\bconst[ \t]+[\w.?]+[ \t]+(\w+)[ \t]*=[ \t]*$/.exec(before)?.[1];
  if (name === undefined) return false;
  return source.uses(name).some((at) => {
    if (at < literal.end && at > literal.start - before.length) return false;
    const lead = source.text.slice(Math.max(0, at - 160), at);
    return /\[[\w.]+\([^\])]*$|\b(?:case|is)\s+(?:\w+\.)*$|\bconst\s+\w+\s+\w+\s*=[^;]*$|[(,]\s*[\w?]+\s+\w+\s*=\s*(?:\w+\.)*$/.test(
      lead,
    );
  });
}

/** `string key = "…"` of a method becomes `string key = null`, and the body begins with `key = key ?? …`. */
function csharpDefault(place: Place): Declared {
  if (isNamedConstant(place)) return 'refused';
  if (!isParameter(place)) return undefined;
  const nullable = /\bstring\?|#nullable enable|^\s*namespace\s+[\w.]+\s*;/m.test(place.source.text);
  return defaultInBody(place, {
    parameter: /(?<type>\b(?:string|String))(?<optional>\??)(?<gap>\s+)(?<name>@?\w+)\s*=\s*$/,
    written: ({ type = 'string', optional = '', gap = ' ', name }) =>
      `${type}${nullable ? '?' : optional}${gap}${name} = null`,
    statement: (name, lookup) => `${name} = ${name} ?? ${lookup};`,
    header: /^\s*(?::\s*(?:base|this)\s*\([^{};]*\)\s*)?(?:where\s[^{};=]*)?\{/,
  });
}

function isInMethod({ source, literal, before }: Place): boolean {
  if (/\b(?:public|private|protected|internal)\b[^;{}]*$/.test(before)) return false;
  const header = blockHeader(source.text, literal.start);
  return header !== undefined && !/\b(?:class|struct|record|interface|namespace)\b/.test(header);
}

const fsharpPattern = patternArguments({
  call: /\b(?:f|e|s|k|b)?printfn?\s+(?:[\w.]+\s+)?$|\bfailwithf\s+$/,
  slot: '%s',
  specification: /%/,
  way: 'curried',
});

export const fsharp: Syntax = {
  lineComments: ['//'],
  blockComments: [['(*', '*)']],
  nestedComments: true,
  skip: [characters],
  strings: [
    { ...tripleRaw, prefixes: ['', '$'], hole, holePrefix: '$' },
    verbatim,
    { ...double, multiline: true, prefixes: ['', '$'], hole, holePrefix: '$', quotelessHoles: true },
  ],
  lookup: (env, { recall }) => `${recall(system)}Environment.GetEnvironmentVariable("${env}")`,
  mix: joinedBy(' + '),
  keepsPrefix: needsDollar,
  quote: '"',
  redeclare: (place) => (isLiteralValue(place) && isMatched(place) ? 'refused' : fsharpPattern(place)),
  constant: (place) => /\[<[\w.]+\s*\([^\])]*$|(?:^|\n)\s*\|\s*$/.test(place.before),
  loosen: [
    {
      before: /\[<\s*Literal\s*>\]\s*let\s[^\n]*$/,
      keyword: /\[<\s*Literal\s*>\][ \t]*(?:\r?\n[ \t]*)?/g,
      by: '',
    },
  ],
  enclose: asArgument,
  encode: (expression, { recall }) => `${recall(system)}Uri.EscapeDataString(${expression})`,
};

function isLiteralValue({ before }: Place): boolean {
  return /\[<\s*Literal\s*>\]\s*let\s[^\n]*$/.test(before);
}

/** A literal that a pattern or an attribute names has to stay one. */
function isMatched({ source, before }: Place): boolean {
  const name = /\blet\s+(?:\w+\s+)*?(\w+)\s*(?::[^=\n]*)?=\s*$/.exec(before)?.[1];
  if (name === undefined) return true;
  return source.uses(name).some((at) => {
    const lead = source.text.slice(Math.max(0, at - 120), at);
    return /(?:^|\n|\bwith|\bfunction)\s*\|\s*(?:\w+\.)*$|\[<[^>]*$/.test(lead);
  });
}

export const vb: Syntax = {
  lineComments: ["'", 'REM ', 'Rem ', 'rem '],
  spacedComments: true,
  blockComments: [],
  strings: [
    { open: '$"', close: '"', escape: 'doubled', multiline: true, hole },
    { open: '"', close: '"', escape: 'doubled', multiline: true },
  ],
  lookup: (env, { recall }) => `${recall(system)}Environment.GetEnvironmentVariable("${env}")`,
  mix: joinedBy(' & '),
  keepsPrefix: needsDollar,
  quote: '"',
  redeclare: vbDefault,
  constant: ({ before }) => /<[\w.]+\s*\([^()>]*$|(?:^|\n)\s*Case\s+$/i.test(before),
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
  encode: (expression, { recall }) => `${recall(system)}Uri.EscapeDataString(${expression})`,
};

/** `Optional key As String = "…"` becomes `= Nothing`, and the body begins with what the variable holds. */
function vbDefault(place: Place): Declared {
  return defaultInBody(place, {
    parameter: /(?<head>\bOptional\s+(?:ByVal\s+|ByRef\s+)?)(?<name>\w+)(?<type>\s+As\s+String)?\s*=\s*$/i,
    written: ({ head = '', name, type = '' }) => `${head}${name}${type} = Nothing`,
    statement: (name, lookup) => `If ${name} Is Nothing Then ${name} = ${lookup}`,
    header: /^[^\n]*(?=\r?\n)/,
  });
}

function isInVbModule(text: string, at: number): boolean {
  const headers = [
    ...text
      .slice(Math.max(0, at - 8000), at)
      .matchAll(/^[ \t]*(?:(?:Public|Friend|Partial)[ \t]+)*(Module|Class|Structure)[ \t]+\w+/gim),
  ];
  return headers.at(-1)?.[1]?.toLowerCase() === 'module';
}
