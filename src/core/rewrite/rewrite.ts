import { rewriteCode } from './code.ts';
import { rewriteData } from './data.ts';
import { syntaxOf } from './languages.ts';
import { rewriteShell } from './shell.ts';

/** What a reference names: the environment variable a task finds its credential in, and the request behind it. */
export interface Reference {
  readonly env: string;
  readonly request: string;
}

/** One edit; offsets in UTF-16 units of the text before any edit, `end` exclusive. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

export interface RewriteInput {
  readonly text: string;
  /** Slash-separated; the name decides where the language alone does not (`compose.yaml`, `.npmrc`). */
  readonly path: string;
  /** VS Code's language id. */
  readonly language: string;
  /** The range of the value alone, as in a finding. */
  readonly start: number;
  readonly end: number;
  readonly reference: Reference;
}

export type Rewrite =
  | {
      readonly type: 'rewritten';
      /** In order, not overlapping; applying all of them leaves text that parses and means the same. */
      readonly edits: readonly TextEdit[];
      /** What the user has to know or do, in order. */
      readonly notes: readonly RewriteNote[];
    }
  | { readonly type: 'refused'; readonly reason: RefusalReason };

/** Words are made from these in one place (`notes.ts`). */
export type RewriteNote = 'client-side' | 'redacted-comment';

export type RefusalReason = 'constant-only' | 'unknown-syntax';

/** Replaces the literal that holds the value by a reference. */
export function rewrite(input: RewriteInput): Rewrite {
  if (shells.has(input.language)) return rewriteShell(input);
  const syntax = syntaxOf(input.language);
  return syntax ? rewriteCode(input, syntax) : rewriteData(input);
}

const shells: ReadonlySet<string> = new Set(['shellscript', 'fish', 'zsh', 'bash']);
