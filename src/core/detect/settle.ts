import { confidences, type Finding } from './finding.ts';
import type { Candidate } from './probe.ts';

export interface Settling {
  readonly fingerprint: (value: string) => string;
  /** Whether keys are findings too that are made to be shown to the public. */
  readonly publishable?: boolean | undefined;
}

/**
 * Makes findings of candidates: where several lie over one another the most specific wins, a value that is known keeps
 * its name and learns its kind from the shape it has, and what is mute takes its place in silence.
 */
export function settle(
  candidates: readonly Candidate[],
  text: string,
  { fingerprint, publishable = false }: Settling,
): readonly Finding[] {
  if (candidates.length === 0) return none;
  const sorted = candidates.toSorted((one, other) => one.start - other.start || one.end - other.end);
  const kept: Candidate[] = [];
  for (const candidate of sorted) {
    let challenger: Candidate | undefined = candidate;
    // Kept candidates do not overlap, so only the last can touch one that starts no earlier.
    const last = kept.at(-1);
    if (last && last.end > candidate.start) {
      challenger = beats(candidate, last) ? joined(candidate, last) : undefined;
      if (challenger) kept.pop();
      else kept[kept.length - 1] = joined(last, candidate);
    }
    if (challenger) kept.push(challenger);
  }
  return kept
    .filter(({ mute, publishable: shown }) => !mute || (publishable && shown))
    .map((candidate) => findingOf(candidate, text.slice(candidate.start, candidate.end), fingerprint));
}

const none: readonly Finding[] = [];

function beats(challenger: Candidate, holder: Candidate): boolean {
  if (isPartOf(challenger, holder)) return false;
  if (isPartOf(holder, challenger)) return true;
  const difference =
    challenger.rank - holder.rank ||
    confidences.indexOf(challenger.confidence) - confidences.indexOf(holder.confidence) ||
    Number(contains(challenger, holder)) - Number(contains(holder, challenger)) ||
    told(challenger) - told(holder) ||
    challenger.visible - holder.visible ||
    challenger.end - challenger.start - (holder.end - holder.start);
  return difference > 0;
}

/** How much the text tells of whose a value is: literal text of its shape, and a name, which says as much as two letters. */
function told({ literal = 0, evidence }: Candidate): number {
  return literal + (evidence.type === 'context' ? 2.5 : 0);
}

/** A known value that is no more than a piece of a proven credential, as a line is of a key, says less than the whole. */
function isPartOf(piece: Candidate, whole: Candidate): boolean {
  if (piece.evidence.type !== 'known' || whole.rank !== 3) return false;
  return contains(whole, piece);
}

function contains(whole: Candidate, piece: Candidate): boolean {
  const inside = whole.start <= piece.start && piece.end <= whole.end;
  return inside && piece.end - piece.start < whole.end - whole.start;
}

/** What the one that gives way knew besides. */
function joined(winner: Candidate, loser: Candidate): Candidate {
  return assured(identified(winner, loser), loser);
}

/** A kind that is told by the name beside a value is no less sure than the same value without it. */
function assured(winner: Candidate, loser: Candidate): Candidate {
  if (winner.evidence.type !== 'context' || winner.mute || loser.mute) return winner;
  if (winner.start !== loser.start || winner.end !== loser.end) return winner;
  return confidences.indexOf(loser.confidence) > confidences.indexOf(winner.confidence)
    ? { ...winner, confidence: loser.confidence }
    : winner;
}

/** A known value is of the kind whose shape it has; one that is known to be no secret stays a known value all the same. */
function identified(winner: Candidate, loser: Candidate): Candidate {
  if (winner.evidence.type !== 'known' || loser.evidence.type === 'known' || loser.mute) return winner;
  const { kind, service, visible } = loser;
  if (loser.start !== winner.start || winner.kind !== knownKind) return winner;
  return { ...winner, kind, visible, ...(service === undefined ? {} : { service }) };
}

/** The kind of a value that is known and shows no other. */
export const knownKind = 'known-value';

function findingOf(candidate: Candidate, value: string, fingerprint: (value: string) => string): Finding {
  const { start, end, kind, service, confidence, evidence, name, visible } = candidate;
  return {
    start,
    end,
    kind,
    ...(service === undefined ? {} : { service }),
    confidence,
    evidence,
    fingerprint: candidate.fingerprint ?? fingerprint(value),
    ...(name === undefined ? {} : { name }),
    redacted: `${value.slice(0, visible)}…`,
  };
}
