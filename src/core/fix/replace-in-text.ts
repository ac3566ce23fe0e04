import type { Finding } from '../detect/finding.ts';
import { rewrite, type Reference, type RefusalReason, type RewriteNote, type TextEdit } from '../rewrite/rewrite.ts';
import { editedText } from './edited-text.ts';

/** A text and the findings in it that are to become references. */
export interface FlaggedText {
  readonly text: string;
  /** Slash-separated, relative to the folder of the manifest where it is in it. */
  readonly path: string;
  /** How the manifest names it, where that is not its path. */
  readonly file?: string;
  /** VS Code's language id. */
  readonly language: string;
  /** In any order, not overlapping. */
  readonly findings: readonly Finding[];
}

export interface ReplacedText {
  /** Offsets of the text as it was; in order, not overlapping. */
  readonly edits: readonly TextEdit[];
  /** Each once. */
  readonly notes: readonly RewriteNote[];
  readonly replaced: readonly Finding[];
  readonly refused: readonly { readonly finding: Finding; readonly reason: RefusalReason }[];
}

/** What a finding is to be replaced by; `settle` is called for each that was, before the next is asked for. */
export interface References {
  of(finding: Finding): Reference;
  settle(finding: Finding, reference: Reference): void;
}

/** Replaces findings one after the other, each in the text that the one before left, so that imports come once. */
export function replaceInText(flagged: FlaggedText, references: References): ReplacedText {
  const edited = editedText(flagged.text);
  const notes = new Set<RewriteNote>();
  const replaced: Finding[] = [];
  const refused: { finding: Finding; reason: RefusalReason }[] = [];
  let waiting: readonly Waiting[] = flagged.findings
    .toSorted((one, other) => one.start - other.start)
    .map((finding) => ({ finding, start: finding.start, end: finding.end }));
  for (let next = waiting[0]; next; next = waiting[0]) {
    const { finding, start, end } = next;
    waiting = waiting.slice(1);
    const reference = references.of(finding);
    const { text } = edited;
    const result = rewrite({ text, path: flagged.path, language: flagged.language, start, end, reference });
    if (result.type === 'refused') {
      refused.push({ finding, reason: result.reason });
      continue;
    }
    const moved = movedBy(result.edits, waiting, text);
    refused.push(...moved.lost.map((lost) => ({ finding: lost, reason: 'unknown-syntax' as const })));
    waiting = moved.kept;
    edited.apply(result.edits);
    for (const note of result.notes) notes.add(note);
    replaced.push(finding);
    references.settle(finding, reference);
  }
  return { edits: edited.edits(), notes: [...notes], replaced, refused };
}

/** A finding that is yet to be replaced, and where it stands in the text as it is now. */
interface Waiting {
  readonly finding: Finding;
  readonly start: number;
  readonly end: number;
}

/** Where findings stand after edits. One inside a literal that was written anew is looked for in what took its place. */
function movedBy(
  edits: readonly TextEdit[],
  waiting: readonly Waiting[],
  text: string,
): { readonly kept: readonly Waiting[]; readonly lost: readonly Finding[] } {
  const kept: Waiting[] = [];
  const lost: Finding[] = [];
  const searched = new Map<TextEdit, number>();
  for (const one of waiting) {
    const shift = edits
      .filter(({ end }) => end <= one.start)
      .reduce((sum, { start, end, newText }) => sum + newText.length - (end - start), 0);
    const over = edits.find(({ start, end }) => start < one.end && end > one.start);
    if (!over) {
      kept.push({ finding: one.finding, start: one.start + shift, end: one.end + shift });
      continue;
    }
    const value = text.slice(one.start, one.end);
    const index = over.newText.indexOf(value, searched.get(over) ?? 0);
    if (index < 0) {
      lost.push(one.finding);
      continue;
    }
    searched.set(over, index + value.length);
    const start = over.start + shift + index;
    kept.push({ finding: one.finding, start, end: start + value.length });
  }
  return { kept, lost };
}
