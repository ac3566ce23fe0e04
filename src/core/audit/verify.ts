import { emptyTail, readLine } from './chain.ts';
import type { Sha256, SignedTail } from './chain.ts';
import { createFollowing } from './follow.ts';
import type { StandingLine } from './follow.ts';
import type { ClockNotice, Tampering } from './tampering.ts';

export interface Verifying {
  readonly sha256: Sha256;
  readonly checkpoint?: SignedTail;
  /** After so many faults a log is not looked into any further. */
  readonly mostFaults?: number;
}

export interface Verified {
  /** How many lines were looked at. */
  readonly count: number;
  readonly tampering: readonly Tampering[];
  readonly notices: readonly ClockNotice[];
  /** False where it was given up, as too much is wrong. */
  readonly isComplete: boolean;
}

/** Takes a log line by line, in memory that does not grow with it. */
export interface Verifier {
  /** False where no more lines are wanted. */
  take(line: string): boolean;
  end(): Verified;
}

/**
 * Follows the chain from its first line to its last. A cut end, and a log that was written anew as a whole, show only
 * against a checkpoint that was kept elsewhere: a count, and the digest of the line of that number.
 */
export function createVerifier({ sha256, checkpoint, mostFaults = 10_000 }: Verifying): Verifier {
  const following = createFollowing(emptyTail, checkpoint);
  // Two lines ahead tell which of two lines that could follow is the one that did.
  const ahead: StandingLine[] = [];
  let count = 0;
  const judgeFirst = (): void => {
    const [line, next, afterNext] = ahead;
    ahead.shift();
    if (line) following.judge(line, next, afterNext);
  };
  return {
    take(text) {
      count++;
      ahead.push({ at: count, hash: sha256(text), read: readLine(text) });
      if (ahead.length > 2) judgeFirst();
      return following.faults() < mostFaults;
    },
    end() {
      while (ahead.length > 0) judgeFirst();
      const isComplete = following.faults() < mostFaults;
      return { count, isComplete, ...following.end() };
    },
  };
}

/** All at once, for lines that are at hand. */
export function verifyLog(lines: Iterable<string>, verifying: Verifying): Pick<Verified, 'count' | 'tampering'> {
  const verifier = createVerifier(verifying);
  for (const line of lines) if (!verifier.take(line)) break;
  const { count, tampering } = verifier.end();
  return { count, tampering };
}
