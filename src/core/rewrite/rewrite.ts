import { rewriteAny } from './dispatch.ts';
import type { TextEdit, Target, Document, Refused, Rewrites, RewriteNote, RefusalReason } from './document.ts';

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
