import { emptyTail, readLine } from './chain.ts';
import type { Sha256, Tail } from './chain.ts';

/** Where and how a log differs from what was written. `line` counts from 1 over the whole log. */
export interface Tampering {
  readonly line: number;
  readonly code: 'unreadable' | 'edited' | 'missing' | 'reordered' | 'repeated' | 'cut' | 'rewritten';
  /** How many lines are gone, for `missing` and `cut`. */
  readonly lines?: number;
  /** For `missing`: the first and the last that are gone. */
  readonly sequences?: readonly number[];
}

export interface Verified {
  readonly count: number;
  readonly tampering: readonly Tampering[];
}

/**
 * Follows the chain from its first line to its last. A cut end, and a log that was written anew as a whole, show only
 * against a checkpoint that was kept elsewhere: a count, and the digest of the line of that number.
 */
export function verifyLog(
  lines: Iterable<string>,
  { sha256, checkpoint }: { sha256: Sha256; checkpoint?: Tail },
): Verified {
  const found: Tampering[] = [];
  const seen = new Set<number>();
  let at = 0;
  let before: Tail = emptyTail;
  let digestAtCheckpoint: string | undefined;
  for (const line of lines) {
    at++;
    const read = readLine(line);
    if (!read) {
      found.push({ line: at, code: 'unreadable' });
      before = { count: before.count + 1, hash: unknown };
      continue;
    }
    const wrong = judge(read, before, { at, seen });
    if (wrong) found.push(wrong);
    seen.add(read.sequence);
    const hash = sha256(line);
    if (read.sequence === checkpoint?.count) digestAtCheckpoint = hash;
    // A line out of place leaves the place itself as it was: the next in order is judged by the last in order.
    if (wrong?.code !== 'repeated' && wrong?.code !== 'reordered') before = { count: read.sequence, hash };
  }
  const tampering = found.filter((one) => one.code !== 'missing' || !isLater(one, seen));
  return {
    count: at,
    tampering: [...tampering, ...againstCheckpoint(checkpoint, { before, digestAtCheckpoint, at, found })],
  };
}

/** Lines that stand further down are out of place, not missing; those say so themselves. */
function isLater({ sequences = [] }: Tampering, seen: ReadonlySet<number>): boolean {
  return sequences.every((sequence) => seen.has(sequence));
}

/** Stands for the digest of a line that cannot be read: whatever follows is not held against it twice. */
const unknown = 'unknown';

function judge(
  { sequence, before: link }: { sequence: number; before: string },
  before: Tail,
  { at, seen }: { at: number; seen: ReadonlySet<number> },
): Tampering | undefined {
  if (seen.has(sequence)) return { line: at, code: 'repeated' };
  if (sequence <= before.count) return { line: at, code: 'reordered' };
  if (sequence > before.count + 1) {
    return missing(at, before.count + 1, sequence - 1);
  }
  if (link === before.hash || before.hash === unknown) return undefined;
  // The digest that this line holds was taken of the line before it, as that one was then.
  return { line: Math.max(1, at - 1), code: 'edited' };
}

function missing(line: number, first: number, last: number): Tampering {
  return { line, code: 'missing', lines: last - first + 1, sequences: [first, last] };
}

interface End {
  readonly before: Tail;
  readonly digestAtCheckpoint: string | undefined;
  readonly at: number;
  readonly found: readonly Tampering[];
}

function againstCheckpoint(checkpoint: Tail | undefined, { before, digestAtCheckpoint, at, found }: End): Tampering[] {
  if (!checkpoint || checkpoint.count === 0) return [];
  if (before.count < checkpoint.count) return [{ line: at, code: 'cut', lines: checkpoint.count - before.count }];
  if (digestAtCheckpoint === checkpoint.hash || found.length > 0) return [];
  return [{ line: at, code: before.count === checkpoint.count ? 'edited' : 'rewritten' }];
}
