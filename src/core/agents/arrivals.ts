import type { Finding } from '../detect/finding.ts';
import type { Origin } from './origin.ts';
import type { TextChange } from '../detect/text.ts';

/**
 * Where the values in one document came from. It remembers which stretches of text arrived how since the last look,
 * and for every value that was ever found the origin it had, so that undo and redo bring that back too.
 */
export interface Arrivals {
  /** Text came in by these changes, in their order. */
  note(changes: readonly TextChange[], origin: Origin | 'kept'): void;
  /** What arrived by this very origin, as the facts were then, is told to be of another one now. */
  correct(was: Origin, is: Origin): void;
  /** The origin of a value found before. */
  remember(fingerprint: string, origin: Origin): void;
  /** Names the origin of every finding, `before` being those of the last look; the stretches are settled by it. */
  settle(findings: readonly Finding[], before: readonly Finding[]): readonly Origin[];
}

export function createArrivals(first: Origin): Arrivals {
  const known = new Map<string, Origin>();
  let stretches: readonly Stretch[] = [];
  let fresh = first;

  return {
    note(changes, origin) {
      for (const { start, removed, inserted } of changes) {
        const moved = stretches.flatMap((stretch) => carry(stretch, { start, removed, inserted }));
        const last = moved.at(-1);
        const added = inserted > 0 ? [{ start, end: start + inserted, origin }] : [];
        // A word typed letter by letter is one stretch.
        if (last && last.end === start && isSame(last.origin, origin)) {
          stretches = [...moved.slice(0, -1), { ...last, end: start + inserted }];
        } else stretches = [...moved, ...added].slice(-mostStretches);
      }
    },
    correct(was, is) {
      stretches = stretches.map((stretch) => (stretch.origin === was ? { ...stretch, origin: is } : stretch));
      for (const [fingerprint, origin] of known) if (origin === was) known.set(fingerprint, is);
    },
    remember: (fingerprint, origin) => void known.set(fingerprint, origin),
    settle(findings, before) {
      const there = new Set(before.map(({ fingerprint }) => fingerprint));
      const origins = findings.map((finding) => {
        const old = known.get(finding.fingerprint);
        if (old && there.has(finding.fingerprint)) return old;
        const arrived = stretches.findLast(({ start, end }) => start < finding.end && end > finding.start)?.origin;
        if (arrived !== undefined && arrived !== 'kept') return arrived;
        return old ?? (arrived === 'kept' ? unknown : fresh);
      });
      for (const [index, finding] of findings.entries()) known.set(finding.fingerprint, origins[index] ?? unknown);
      stretches = [];
      fresh = unknown;
      return origins;
    },
  };
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly origin: Origin | 'kept';
}

const unknown: Origin = { arrival: 'unknown' };
const mostStretches = 1000;

/** A stretch after a change: moved, cut, or gone with the text it was. */
function carry(stretch: Stretch, { start, removed, inserted }: TextChange): readonly Stretch[] {
  const removedEnd = start + removed;
  const delta = inserted - removed;
  if (stretch.end <= start) return [stretch];
  if (stretch.start >= removedEnd) return [{ ...stretch, start: stretch.start + delta, end: stretch.end + delta }];
  const left = { ...stretch, end: start };
  const right = { ...stretch, start: start + inserted, end: stretch.end + delta };
  return [left, right].filter((part) => part.end > part.start);
}

function isSame(one: Origin | 'kept', other: Origin | 'kept'): boolean {
  if (one === 'kept' || other === 'kept') return one === other;
  return one.arrival === other.arrival && one.agent === other.agent;
}
