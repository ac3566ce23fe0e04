import type { Finding } from '../detect/finding.ts';
import { editsOf, rewriteAll } from '../rewrite/rewrite.ts';
import type { Reference, RefusalReason, RewriteNote, Target, TextEdit } from '../rewrite/document.ts';

/** A text and the findings in it that are to become references. */
export interface FlaggedText {
  readonly text: string;
  /** Slash-separated, relative to the folder of the manifest where it is in it. */
  readonly path: string;
  /** How the manifest names it, where that is not its path. */
  readonly file?: string;
  /** VS Code's language id. */
  readonly language: string;
  /** Variables of Terraform that other files of the module declare. */
  readonly declared?: ReadonlySet<string>;
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

/**
 * Replaces findings together, so that imports come once and a thousand findings cost one walk through the text. Only
 * those that can be replaced are asked references for: what is refused leaves no request behind.
 */
export function replaceInText(flagged: FlaggedText, references: References): ReplacedText {
  const findings = flagged.findings.toSorted((one, other) => one.start - other.start);
  const tried = new Map(findings.map((finding) => [targetOf(finding, placeholder), finding]));
  const trial = rewriteAll({ ...flagged, targets: [...tried.keys()] });
  const refused = trial.refused.flatMap(({ target, reason }) => withFinding(tried.get(target), reason));
  const accepted = new Set(trial.places.flatMap(({ targets }) => targets.map((target) => tried.get(target))));
  const replaced = findings.filter((finding) => accepted.has(finding));
  const targets = replaced.map((finding) => {
    const reference = references.of(finding);
    references.settle(finding, reference);
    return targetOf(finding, reference);
  });
  const rewrites = rewriteAll({ ...flagged, targets });
  const notes = new Set(rewrites.places.flatMap((place) => place.notes));
  return { edits: editsOf(rewrites), notes: [...notes], replaced, refused };
}

/** Whether a place takes a reference does not depend on the reference. */
const placeholder: Reference = { env: 'REFERENCE', request: 'reference' };

function targetOf({ start, end }: Finding, reference: Reference): Target {
  return { start, end, reference };
}

function withFinding(finding: Finding | undefined, reason: RefusalReason): ReplacedText['refused'] {
  return finding ? [{ finding, reason }] : [];
}
