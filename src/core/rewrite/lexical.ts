/** A way to write a string: its quotes, and what they do to what stands between them. */
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
  /** No quotes may stand in its holes, so that a look-up cannot. */
  readonly quotelessHoles?: true;
  /** What stands after the closer and belongs to the literal: C++'s `s`. Sticky. */
  readonly suffix?: RegExp;
  /** Whether it opens here, where its opener may be the end of a name: Perl's `q{`. */
  readonly when?: (text: string, at: number) => boolean;
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
  /** What a literal body has that one with expressions would read: with it, it stays as it is. */
  readonly special: RegExp;
  /** Makes the opener of a literal body that of one with expressions. */
  readonly opened: (opener: string) => string;
}

/** A literal; `start` and `end` span all of it, prefix and quotes included. */
export interface Literal {
  readonly type: 'string';
  readonly start: number;
  readonly end: number;
  readonly prefix: string;
  readonly form: StringForm;
  readonly innerStart: number;
  readonly innerEnd: number;
  /** Where a heredoc is opened, lines above its body. */
  readonly opener?: { readonly start: number; readonly end: number };
}

export interface Comment {
  readonly type: 'comment';
  readonly start: number;
  readonly end: number;
}

/** What a place in source text belongs to; nothing where it is code. */
export type Region = Literal | Comment;

export interface Regions {
  /** The innermost region: a literal inside a hole of a template belongs to itself. */
  at(offset: number): Region | undefined;
}
