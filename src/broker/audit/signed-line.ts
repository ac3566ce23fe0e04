import type { Tail } from '../../core/audit/chain.ts';
import { linesBack, sequenceIn } from './read-back.ts';
import { sha256 } from './sha256.ts';

/** Whether the line that a checkpoint was made at still stands in the log. Looks back from the end as far as that. */
export function holdsLine(folder: string, { count, hash }: Tail): boolean {
  if (count === 0) return true;
  for (const line of linesBack(folder)) {
    const sequence = sequenceIn(line);
    if (sequence === count) return sha256(line) === hash;
    if (sequence !== undefined && sequence < count) return false;
  }
  return false;
}
