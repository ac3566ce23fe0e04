import { rewriteAny } from './dispatch.ts';

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
  /** In any order; of two that overlap the second is refused. */
  readonly targets: readonly Target[];
}

export type RewriteInput = Omit<Document, 'targets'> & Target;

export type Rewrite =
  | {
      readonly type: 'rewritten';
      /** In order, not overlapping; applying all of them leaves text that parses and means the same. */
      readonly edits: readonly TextEdit[];
      /** What the user has to know or do, in order. */
      readonly notes: readonly RewriteNote[];
    }
  | { readonly type: 'refused'; readonly reason: RefusalReason };

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
  | 'sql-variable'
  | 'json-command';

export type RefusalReason = 'constant-only' | 'unknown-syntax' | 'overlapping';

/**
 * Replaces the literals that hold values by references, in time linear in the text however many there are. Imports
 * are added once; two values in one literal are one place.
 */
export function rewriteAll(document: Document): Rewrites {
  const sorted = document.targets.toSorted((one, other) => one.start - other.start);
  const targets: Target[] = [];
  const overlapping: Refused[] = [];
  for (const target of sorted) {
    if (target.start < (targets.at(-1)?.end ?? 0)) overlapping.push({ target, reason: 'overlapping' });
    else targets.push(target);
  }
  const { places, shared, refused } = rewriteAny({ ...document, targets });
  return { places, shared, refused: [...refused, ...overlapping] };
}

/** Replaces the literal that holds the value by a reference. */
export function rewrite({ text, path, language, ...target }: RewriteInput): Rewrite {
  const rewrites = rewriteAll({ text, path, language, targets: [target] });
  const [place] = rewrites.places;
  if (!place) return { type: 'refused', reason: rewrites.refused[0]?.reason ?? 'unknown-syntax' };
  return { type: 'rewritten', edits: editsOf(rewrites), notes: place.notes };
}

/** Every edit of a document, in order. */
export function editsOf({ places, shared }: Pick<Rewrites, 'places' | 'shared'>): readonly TextEdit[] {
  const all = [...shared, ...places.flatMap(({ edits }) => edits)];
  return all.toSorted((one, other) => one.start - other.start || one.end - other.end);
}
