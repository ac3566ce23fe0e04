import type { Mix } from './mixing.ts';
import type { Place } from './place.ts';
import type { TextEdit } from './rewrite.ts';

/** What the rewriter knows of a programming language: a row of `languages/`. */
export interface Syntax {
  readonly lineComments: readonly string[];
  /** A line comment begins after a blank or at the start of a line only, as in shells. */
  readonly spacedComments?: true;
  readonly blockComments: readonly (readonly [open: string, close: string])[];
  /** A block comment inside a block comment is one, as in Rust. */
  readonly nestedComments?: true;
  /** Longest opener first: `"""` before `"`. */
  readonly strings: readonly StringForm[];
  /** What only looks like a string or a comment: character literals, regular expressions. */
  readonly skip?: readonly Skip[];
  readonly heredoc?: Heredoc | undefined;
  /** What stands before the program: a page around `<?php`. */
  readonly preamble?: RegExp;
  /** The expression of string type that reads the variable. */
  readonly lookup: (env: string, site: Site) => string;
  /** How the variable stands in a literal that has `variables`, where that is no look-up in a hole. */
  readonly inside?: (env: string, around: Pick<Site, 'before' | 'after'>) => string;
  /** How a literal that keeps other text is put together with the look-up. */
  readonly mix: Mix;
  readonly quote: '"' | "'";
  readonly importsOf?: (needs: Needs) => readonly TextEdit[];
  /** Places where only a constant may stand. */
  readonly constant?: (place: Place) => boolean;
  /** Rewrites a declaration that admits constants only into its nearest form that does not: `const` to `var`. */
  readonly loosen?: readonly Loosen[];
  /** What the keyword becomes at this place, where that is not the same everywhere. */
  readonly loosenBy?: (place: Place) => string | undefined;
  /** A declaration that has to change as a whole, with its uses; `refused` where that cannot be done safely. */
  readonly redeclare?: ((place: Place) => Redeclared | 'refused' | undefined) | undefined;
  /** Percent-encodes an expression, for a password inside a URL. */
  readonly encode?: (expression: string, site: Site) => string;
  /** Literals side by side are one: `"a" "b"`; a look-up between them would be an error. */
  readonly adjacent?: true;
  /** Puts around the expression what its place needs: brackets around an argument in Haskell, braces in JSX. */
  readonly enclose?: (expression: string, site: Site) => string;
  /** How a value that stands in no literal is replaced: an unquoted word of a shell. */
  readonly bare?: (env: string, site: Site) => string;
  /** A literal that begins a statement is documentation, as in Python. */
  readonly docstrings?: true;
}

/** Where a look-up will stand. */
export interface Site {
  readonly text: string;
  readonly path: string;
  readonly language: string;
  /** The quote to use inside the look-up. */
  readonly quote: string;
  /** Instead of a whole literal, in a hole of one, or as a part of an expression. */
  readonly as: 'whole' | 'hole' | 'part';
  /** From the last end of a statement to the literal, 400 characters at most. */
  readonly before: string;
  /** What follows the literal, 80 characters at most. */
  readonly after: string;
  /** The prefix of the literal: Python's `b`, Objective-C's `@`. */
  readonly prefix: string;
  readonly open: string;
}

export interface StringForm {
  readonly open: string;
  readonly close: string;
  /** How the closer is kept from closing; `backslash` and `backtick` also write other characters. */
  readonly escape: 'backslash' | 'doubled' | 'backtick' | 'none';
  readonly multiline: boolean;
  /** Letters before the opener that belong to the literal, lower case: Python's `f`, `rb`. */
  readonly prefixes?: readonly string[];
  /** How an expression stands inside. */
  readonly hole?: readonly [open: string, close: string];
  /** The prefix that makes holes holes: `f`, `$`, `s`. */
  readonly holePrefix?: string;
  /** Variables are replaced inside, as `Syntax.inside` writes them. */
  readonly variables?: true;
}

export interface Skip {
  /** The character that it begins with. */
  readonly lead: string;
  /** Sticky. */
  readonly pattern: RegExp;
  /** Looks at what stands before. */
  readonly when?: (text: string, at: number) => boolean;
}

export interface Heredoc {
  /** Sticky; the groups are named `tag` and, where the body is literal, `raw`. */
  readonly opener: RegExp;
  readonly lead: string;
  readonly form: StringForm;
  readonly rawForm: StringForm;
}

export interface Loosen {
  readonly before: RegExp;
  /** Global; its last match before the literal is replaced. */
  readonly keyword: RegExp;
  readonly by: string;
}

export interface Redeclared {
  /** Take the place of the literal and everything else that changes, in any order. */
  readonly edits: readonly TextEdit[];
}

/** What imports are asked for. */
export interface Needs {
  readonly text: string;
  /** A look-up is percent-encoded. */
  readonly encoded: boolean;
  /** Everything that is written, so that only what it uses is imported. */
  readonly written: string;
}
