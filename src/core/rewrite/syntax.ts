import type { RewriteNote, TextEdit, Target } from './document.ts';
import type { StringForm, Skip, Heredoc, Literal, Regions } from './lexical.ts';

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
  readonly redeclare?: ((place: Place) => Declared) | undefined;
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
  /** Whether a part of a literal that is cut needs the letters before its opener. */
  readonly keepsPrefix?: (text: string, prefix: string) => boolean;
}

/** Where a look-up will stand. */
export interface Site {
  readonly text: string;
  readonly path: string;
  readonly language: string;
  /** The quote to use inside the look-up. */
  readonly quote: string;
  /** What is true of the whole text, found out once for all of its values. */
  readonly recall: <Fact>(fact: (text: string) => Fact) => Fact;
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

export interface Loosen {
  readonly before: RegExp;
  /** Global; its last match before the literal is replaced. */
  readonly keyword: RegExp;
  readonly by: string;
}

export interface Redeclared {
  /** Take the place of the literal and everything else that changes, in any order. */
  readonly edits: readonly TextEdit[];
  /** Lines that several values of a file need and that are written once. */
  readonly once?: readonly TextEdit[];
  readonly notes?: readonly RewriteNote[];
}

export type Declared = Redeclared | 'refused' | 'shared-constant' | undefined;

/** What imports are asked for. */
export interface Needs {
  readonly text: string;
  /** A look-up is percent-encoded. */
  readonly encoded: boolean;
  /** Everything that is written, so that only what it uses is imported. */
  readonly written: string;
}

/** Source text and what is known about it. */
export interface Source {
  readonly text: string;
  readonly path: string;
  readonly language: string;
  readonly syntax: Syntax;
  readonly regions: Regions;
  /** Every value of the text that is to be replaced. */
  readonly targets: readonly Target[];
  readonly newline: string;
  /** What is to be known wherever in it a value stands. */
  readonly notes: readonly RewriteNote[];
  readonly recall: Site['recall'];
  /** Lines that are written once and have been, by the places before. */
  readonly written: Set<string>;
  /** Where a name stands in code, in order; the index is made once and only when it is asked for. */
  uses(name: string): readonly number[];
}

/** A literal and the values in it. */
export interface Place {
  readonly source: Source;
  readonly literal: Literal;
  /** In order, not overlapping. */
  readonly targets: readonly Target[];
  /** From the last end of a statement to the literal, 400 characters at most. */
  readonly before: string;
  /** What follows the literal, 80 characters at most. */
  readonly after: string;
}

/** A stretch of a literal's text as it stands there, or a value in it. */
export type Piece = { readonly text: string } | { readonly target: Target };

export interface Mixed {
  readonly place: Place;
  /** In order; no text is empty. */
  readonly pieces: readonly Piece[];
}

export interface Mixture {
  /** Takes the place of the literal. */
  readonly newText: string;
  /** Lines before the statement, where the language has no expression for it. */
  readonly more?: readonly TextEdit[];
  /** Binds weaker than a call, so that what follows needs brackets around it. */
  readonly loose?: boolean;
  /** It is one literal, which may stand beside another. */
  readonly isLiteral?: boolean;
}

/** How the rest of a literal and look-ups become one expression; nothing where this way does not fit. */
export type Mix = (mixed: Mixed) => Mixture | undefined;
