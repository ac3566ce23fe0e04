import type { Finding } from '../detect/finding.ts';
import type { TextEdit } from '../rewrite/rewrite.ts';
import { editedText } from './edited-text.ts';
import { findingsIn, quotedPaste } from './pasted.ts';
import type { PlannedText, Planner } from './planner.ts';

/** A paste that is about to happen. */
export interface Paste {
  /** The document as it is, without the paste. */
  readonly before: string;
  /** What each cursor inserts and replaces; in order, not overlapping. */
  readonly insertions: readonly TextEdit[];
  readonly path: string;
  readonly language: string;
  /** The findings of a text of this document that are to become references. */
  readonly findings: (text: string) => readonly Finding[];
}

export interface PastePlan {
  /** Offsets of the document as it is: the paste and the replacement in one. */
  readonly edits: readonly TextEdit[];
  /** The text that `values` have their ranges in. It never stands in the document. */
  readonly text: string;
  readonly planned: PlannedText;
}

/** Plans a paste whose credentials land as references; `undefined` where none of them can. */
export function planPaste(paste: Paste, planner: () => Planner): PastePlan | undefined {
  const plain = tryPaste(paste, paste.insertions, planner);
  const { text, findings, plan } = plain;
  if (findings.length === 0) return undefined;
  const quoted = quotedPaste({ text, language: paste.language, insertions: paste.insertions, findings });
  const better = quoted && tryPaste(paste, quoted, planner).plan;
  if (better && better.planned.replaced.length >= (plan?.planned.replaced.length ?? 0)) return better;
  return plan;
}

function tryPaste(
  { before, path, language, findings: findingsOf }: Paste,
  insertions: readonly TextEdit[],
  planner: () => Planner,
): { readonly text: string; readonly findings: readonly Finding[]; readonly plan?: PastePlan } {
  const edited = editedText(before);
  edited.apply(insertions);
  const { text } = edited;
  const findings = findingsIn(findingsOf(text), insertions);
  if (findings.length === 0) return { text, findings };
  const planned = planner().add({ text, path, language, findings });
  if (planned.replaced.length === 0) return { text, findings };
  edited.apply(planned.edits);
  return { text, findings, plan: { edits: edited.edits(), text, planned } };
}
