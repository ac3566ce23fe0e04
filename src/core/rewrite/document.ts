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

/** A value to replace: its range alone, as in a finding, and what stands for it. */
export interface Target {
  readonly start: number;
  readonly end: number;
  readonly reference: Reference;
}

export interface Document {
  readonly text: string;
  /** Slash-separated; the name decides where the language alone does not (`compose.yaml`, `.npmrc`). */
  readonly path: string;
  /** VS Code's language id. */
  readonly language: string;
  /** Variables of Terraform that other files of the module declare. */
  readonly declared?: ReadonlySet<string>;
  /** In any order; of two that overlap the second is refused. */
  readonly targets: readonly Target[];
}

/** Values that are replaced by the same edits, as they stand in one literal. */
export interface RewrittenPlace {
  readonly targets: readonly Target[];
  readonly edits: readonly TextEdit[];
  readonly notes: readonly RewriteNote[];
}

export interface Refused {
  readonly target: Target;
  readonly reason: RefusalReason;
}

export interface Rewrites {
  readonly places: readonly RewrittenPlace[];
  /** What all of the places need: imports, declarations of variables. */
  readonly shared: readonly TextEdit[];
  readonly refused: readonly Refused[];
}

/** Words are made from these in one place (`notes.ts`). */
export type RewriteNote =
  | 'client-side'
  | 'redacted-comment'
  | 'image-layer'
  | 'build-secret'
  | 'ci-secret'
  | 'cluster-secret'
  | 'fill-in'
  | 'editor-input'
  | 'terraform-variable'
  | 'settings-variable'
  | 'sql-variable'
  | 'json-command';

export type RefusalReason = 'constant-only' | 'shared-constant' | 'unknown-syntax' | 'overlapping';
