import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';

/** Reads a team's pattern; undefined and a sentence about what to write instead where it cannot be used. */
export function readPattern(pattern: string): { readonly compiled?: RE2JS; readonly problem?: string } {
  if (pattern.length > longestPattern) return { problem: `is longer than ${longestPattern} characters` };
  try {
    const compiled = RE2JS.compile(pattern);
    if (compiled.programSize() > largestProgram) return { problem: 'repeats too much: ask for fewer characters' };
    if (compiled.testExact('')) return { problem: 'matches nothing at all as well: ask for at least one character' };
    return { compiled };
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    return { problem: explain(pattern, cause) };
  }
}

const longestPattern = 1000;
/** Instructions of the compiled pattern: enough for a thousand counted characters. */
const largestProgram = 4000;

/** What is wrong, where, and what to write instead. */
function explain(pattern: string, cause: RE2JSException): string {
  for (const { form, advice } of unsupported) {
    const at = pattern.search(form);
    if (at >= 0) return `${advice} (character ${at + 1})`;
  }
  if (!(cause instanceof RE2JSSyntaxException)) return 'is no regular expression';
  const piece = cause.getPattern() ?? '';
  const at = piece === pattern || piece === '' ? -1 : pattern.indexOf(piece);
  const advice = advices[cause.getDescription()] ?? `is no regular expression: ${cause.getDescription()}`;
  return at < 0 ? advice : `${advice} (character ${at + 1})`;
}

/** What other engines understand and a linear one cannot. */
const unsupported: readonly { readonly form: RegExp; readonly advice: string }[] = [
  {
    form: /\(\?<?[=!]/,
    advice:
      'has a look-around, which is not supported: write what stands there as a part of the pattern, and put the value into a group',
  },
  { form: /\\[1-9]/, advice: 'refers back to a group, which is not supported: write that part out again' },
  { form: /[*+?}]\+/, advice: 'has a possessive quantifier, which is not needed here: leave its second + out' },
  { form: /\(\?>/, advice: 'has an atomic group, which is not needed here: write (?:…)' },
];

const advices: Readonly<Record<string, string>> = {
  'missing closing )': 'has a group that is not closed: add a ), or write \\( for the character itself',
  'unexpected )': 'closes a group that is not open: write \\) for the character itself',
  'missing closing ]': 'has a class that is not closed: add a ], or write \\[ for the character itself',
  'invalid repeat count': 'repeats more than 1,000 times: ask for fewer',
  'invalid nested repetition operator': 'repeats a repetition: put the inner one into (?:…)',
  'missing argument to repetition operator': 'repeats nothing: write what is to be repeated, or \\ before the sign',
  'invalid escape sequence':
    'has an escape that means nothing: leave the \\ out, or write \\\\ for the character itself',
  'invalid character class range': 'has a class with a range that does not exist',
};
