import type { About, Counted, Happening } from '../../core/audit/event.ts';
import type { AuditLog } from '../audit/audit-log.ts';

/** Takes down what a task tried that the system refuses: a file to read or to write, a host, a process. */
export interface RefusedAttempts {
  note(target: string, count: number): void;
  /** Writes what is left, and answers with how often each was tried. */
  end(): Promise<ReadonlyMap<string, number>>;
}

export interface Recording {
  readonly audit: Pick<AuditLog, 'append'>;
  readonly about: About;
  /** Called once for each target. */
  readonly onFirst: (target: string) => void;
  /** Called once, where the log cannot be written. */
  readonly onFault: () => void;
  readonly now: () => number;
  /** What the log says of it. */
  readonly happened: (target: string, counted: Counted) => Happening;
}

/**
 * A line for the first attempt on a target, at once; what follows is counted, and told in lines that come ever more
 * seldom: after ten seconds, twenty, forty, up to an hour. Past a hundred targets the others share a line. So a task that
 * opens files in a loop for a day writes some thousand lines, not a billion.
 */
export function recordRefusedAttempts(recording: Recording): RefusedAttempts {
  const { audit, about, onFirst, onFault, now, happened } = recording;
  const targets = new Map<string, Tally>();
  const others: Tally & { readonly targets: Set<string> } = { ...newTally(), targets: new Set() };
  const totals = new Map<string, number>();
  let isBroken = false;
  let writing = Promise.resolve();
  let perSecond = { second: 0, count: 0 };

  const write = (target: string, tally: Tally, more = 0): void => {
    const { count, uncounted } = tally;
    if (count === 0) return;
    const counted = { count, ...(more > 0 && { more }), ...(uncounted && { uncounted: true as const }) };
    const event = { ...about, ...happened(target, counted) };
    Object.assign(tally, { count: 0, uncounted: false, due: now() + tally.rest, rest: Math.min(tally.rest * 2, hour) });
    writing = writing
      .then(() => audit.append(event))
      .catch(() => {
        if (!isBroken) onFault();
        isBroken = true;
      });
  };
  const writeDue = (isDue: (tally: Tally) => boolean): void => {
    for (const [target, tally] of targets) if (isDue(tally)) write(target, tally);
    const [first] = others.targets;
    if (first === undefined || !isDue(others)) return;
    write(first, others, others.targets.size - 1);
    others.targets.clear();
  };
  const timer = setInterval(() => writeDue(({ due }) => due <= now()), 1_000);
  timer.unref();
  return {
    note(target, count) {
      const second = Math.floor(now() / 1_000);
      perSecond = perSecond.second === second ? { second, count: perSecond.count + count } : { second, count };
      if (!totals.has(target)) onFirst(target);
      totals.set(target, (totals.get(target) ?? 0) + count);
      const own = targets.get(target) ?? (targets.size < mostTargets ? newTally() : undefined);
      const tally = own ?? others;
      tally.count += count;
      tally.uncounted ||= perSecond.count > countable;
      if (own) targets.set(target, own);
      else others.targets.add(target);
      writeDue(({ due }) => due <= now());
    },
    async end() {
      clearInterval(timer);
      writeDue(() => true);
      await writing;
      return totals;
    },
  };
}

interface Tally {
  /** Since the last line. */
  count: number;
  uncounted: boolean;
  /** When the next line may be written, and how long the one after that waits; milliseconds. */
  due: number;
  rest: number;
}

function newTally(): Tally {
  return { count: 0, uncounted: false, due: 0, rest: 10_000 };
}

const hour = 3_600_000;
const mostTargets = 100;
/** A second: the kernel keeps 16,384 events that nobody has read yet, and throws away what comes after. */
const countable = 4_000;
