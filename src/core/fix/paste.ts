import type { Detector } from '../detect/detector.ts';
import type { Finding } from '../detect/finding.ts';
import { editedText } from './edited-text.ts';
import { findingsIn, pastedChanges, pastedView, quotedPaste } from './pasted.ts';
import { replaceInText } from './replace-in-text.ts';
import type { TextView } from '../detect/text.ts';
import type { TextEdit } from '../rewrite/document.ts';

/** A paste that is about to happen. */
export interface Paste {
  /** What each cursor inserts and replaces in the document as it is; in order, not overlapping. */
  readonly insertions: readonly TextEdit[];
  readonly path: string;
  readonly language: string;
  readonly detector: Pick<Detector, 'update'>;
}

export interface PastePlan {
  /** Those of the paste, with quotes around a value that was pasted alone where code is expected. */
  readonly insertions: readonly TextEdit[];
  /** Those of the paste as it came. */
  readonly plain: readonly TextEdit[];
  /** The document with the paste in it, which never stands in an editor. */
  readonly text: string;
  /** What is to become references; offsets of `text`. */
  readonly findings: readonly Finding[];
}

/** What a paste would bring, seen in its surroundings, at the cost of the paste. */
export function findingsOfPaste({ insertions, path, language, detector }: Paste, view: TextView): readonly Finding[] {
  const found = detector.update([], pastedChanges(insertions), pastedView(view, insertions), { path, language });
  return findingsIn(found, insertions);
}

/**
 * Decides how a paste is to land so that its credentials can become references; `undefined` where none of them can.
 * `choose` says which findings in a text are to be replaced.
 */
export function planPaste(
  paste: Paste,
  before: string,
  choose: (findings: readonly Finding[], text: string) => readonly Finding[],
): PastePlan | undefined {
  const view: TextView = { length: before.length, slice: (start, end) => before.slice(start, end) };
  const planned = (insertions: readonly TextEdit[]): PastePlan => {
    const text = pastedView(view, insertions).slice(0, Number.MAX_SAFE_INTEGER);
    const findings = choose(findingsOfPaste({ ...paste, insertions }, view), text);
    return { insertions, plain: paste.insertions, text, findings };
  };
  const plain = planned(paste.insertions);
  if (plain.findings.length === 0) return undefined;
  const insertions = quotedPaste({ ...plain, language: paste.language });
  const plans = insertions ? [planned(insertions), plain] : [plain];
  const [best] = plans
    .map((plan) => ({ plan, replaced: replaceable(plan, paste) }))
    .toSorted((one, other) => other.replaced - one.replaced);
  return best && best.replaced > 0 ? best.plan : undefined;
}

/** The paste and the replacement in one: edits of the document as it is. */
export function pasteEdits(
  before: string,
  { insertions }: PastePlan,
  replacement: readonly TextEdit[],
): readonly TextEdit[] {
  const edited = editedText(before);
  edited.apply(insertions);
  edited.apply(replacement);
  return edited.edits();
}

/** How many can be replaced does not hang on what they are replaced by. */
function replaceable({ text, findings }: PastePlan, { path, language }: Paste): number {
  const references = { of: () => ({ env: 'NAME', request: 'name' }), settle: () => undefined };
  return replaceInText({ text, path, language, findings }, references).replaced.length;
}
