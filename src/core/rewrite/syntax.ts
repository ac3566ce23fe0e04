/** What the rewriter knows of a programming language; a row of `languages.ts`. */
export interface Syntax {
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [open: string, close: string])[];
  /** Longest opener first: `"""` before `"`. */
  readonly strings: readonly StringForm[];
  /** An expression of string type that reads the variable; `quote` is the quote to use inside it. */
  readonly lookup: (env: string, quote: string) => string;
  /** Joins two strings, with its spaces; absent where the language joins by calling something. */
  readonly join?: string;
  readonly quote: '"' | "'";
  readonly importOf?: ImportRule;
  /** Places where only a constant may stand, recognised by the text of the statement before the literal. */
  readonly constantOnly?: RegExp;
  /** Rewrites a declaration that admits constants only into its nearest form that does not: `const` to `var`. */
  readonly loosen?: { readonly before: RegExp; readonly keyword: RegExp; readonly by: string };
}

export interface StringForm {
  readonly open: string;
  readonly close: string;
  readonly escape: 'backslash' | 'doubled' | 'none';
  readonly multiline: boolean;
  /** Letters before the opener that belong to the literal, lower case: Python's `f`, `rb`. */
  readonly prefixes?: readonly string[];
  /** How an expression stands inside, unless `prefixed` says that it takes a prefix. */
  readonly hole?: readonly [open: string, close: string];
  /** The prefix that makes holes holes: `f`, `$`, `s`. */
  readonly holePrefix?: string;
}

export interface ImportRule {
  /** Matches a file that has it already. */
  readonly present: RegExp;
  readonly statement: string;
  /** Lines that imports stand among; a new one goes after the last. */
  readonly among: RegExp;
  /** Lines at the top that stay before the first import: shebang, encoding, licence, `package`, `<?php`. */
  readonly after: RegExp;
}
