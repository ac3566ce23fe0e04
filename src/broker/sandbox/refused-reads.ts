import type { About } from '../../core/audit/event.ts';
import type { AuditLog } from '../audit/audit-log.ts';

/** Takes down which denied files a task tried to read. */
export interface RefusedReads {
  note(path: string, count: number): void;
  /** Writes what is left, and answers with how often each file was tried. */
  end(): Promise<ReadonlyMap<string, number>>;
}

export interface Recording {
  readonly audit: Pick<AuditLog, 'append'>;
  readonly about: About;
  /** Called once a file. */
  readonly onFirst: (path: string) => void;
  /** Called once, where the log cannot be written. */
  readonly onFault: () => void;
  readonly now: () => number;
  /** How a path is written. */
  readonly show: (path: string) => string;
}

/**
 * A line for the first attempt on a file, at once; what follows is counted, and told in lines that come ever more seldom:
 * after ten seconds, twenty, forty, up to an hour. Past a hundred files the others share a line. So a task that opens
 * files in a loop for a day writes some thousand lines, not a billion.
 */
export function recordRefusedReads(recording: Recording): RefusedReads {
  const { audit, about, onFirst, onFault, now, show } = recording;
  const files = new Map<string, Tally>();
  const others: Tally & { readonly paths: Set<string> } = { ...newTally(), paths: new Set() };
  const totals = new Map<string, number>();
  let isBroken = false;
  let writing = Promise.resolve();
  let perSecond = { second: 0, count: 0 };

  const write = (path: string, tally: Tally, more = 0): void => {
    const { count, uncounted } = tally;
    if (count === 0) return;
    const event = { ...about, type: 'file-refused', operation: 'read', path: show(path), count } as const;
    const whole = { ...event, ...(more > 0 && { more }), ...(uncounted && { uncounted: true as const }) };
    Object.assign(tally, { count: 0, uncounted: false, due: now() + tally.rest, rest: Math.min(tally.rest * 2, hour) });
    writing = writing
      .then(() => audit.append(whole))
      .catch(() => {
        if (!isBroken) onFault();
        isBroken = true;
      });
  };
  const writeDue = (isDue: (tally: Tally) => boolean): void => {
    for (const [path, tally] of files) if (isDue(tally)) write(path, tally);
    const [first] = others.paths;
    if (first === undefined || !isDue(others)) return;
    write(first, others, others.paths.size - 1);
    others.paths.clear();
  };
  const timer = setInterval(() => writeDue(({ due }) => due <= now()), 1_000);
  timer.unref();
  return {
    note(path, count) {
      const second = Math.floor(now() / 1_000);
      perSecond = perSecond.second === second ? { second, count: perSecond.count + count } : { second, count };
      if (!totals.has(path)) onFirst(path);
      totals.set(path, (totals.get(path) ?? 0) + count);
      const own = files.get(path) ?? (files.size < mostFiles ? newTally() : undefined);
      const tally = own ?? others;
      tally.count += count;
      tally.uncounted ||= perSecond.count > countable;
      if (own) files.set(path, own);
      else others.paths.add(path);
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
const mostFiles = 100;
/** A second: the kernel keeps 16,384 events that nobody has read yet, and throws away what comes after. */
const countable = 4_000;
