import type { Skip, StringForm } from '../lexical.ts';

/** Literals and comments that many languages share. */
export const double: StringForm = { open: '"', close: '"', escape: 'backslash', multiline: false };
export const single: StringForm = { open: "'", close: "'", escape: 'backslash', multiline: false };
export const doubleLines: StringForm = { ...double, multiline: true };
export const singleLines: StringForm = { ...single, multiline: true };
export const tripleRaw: StringForm = { open: '"""', close: '"""', escape: 'none', multiline: true };
export const triple: StringForm = { open: '"""', close: '"""', escape: 'backslash', multiline: true };

export const slashes = { lineComments: ['//'], blockComments: [['/*', '*/']] } as const;
export const hashes = { lineComments: ['#'], blockComments: [] } as const;

/** `'x'`, `'\n'`, `'"'`: one character, which is no string; a lone apostrophe stays code. */
export const characters: Skip = { lead: "'", pattern: /'(?:\\[^\n]{1,10}?|[^\\'\n]{1,2})'/y };

/** A literal stands as an argument of a function that is applied without brackets. */
export function isArgument(before: string): boolean {
  return (
    /[\w)\]"'.!][ \t]+$/.test(before) &&
    !/(?:^|[\s(])(?:=|in|then|else|return|let|of|do|when|and|or|mod|raise|yield)[ \t]+$/.test(before)
  );
}

export function asArgument(expression: string, { before }: { before: string }): string {
  return isArgument(before) ? `(${expression})` : expression;
}

/** Whether nothing before an expression takes hold of a part of it: it is assigned, given, or returned. */
export function standsFree(before: string): boolean {
  return /(?:^|[({,;[\]}\n]|(?<![=!<>])=|[=-]>|\b(?:return|else|await|yield))[ \t\r\n]*$/.test(before);
}

/** Whether what follows takes hold of the expression before anything in it does. */
export function isHeld(after: string): boolean {
  return /^\s*(?:[.[+*/%<>=!&|?-]|is\b|as\b|==)/.test(after);
}
