import type { About, Counted, Happening } from '../../core/audit/event.ts';
import type { AuditLog } from '../audit/audit-log.ts';

/** Takes down what a task tried that the system refuses: a file to read or to write, a host, a process. */
export interface RefusedAttempts<Target> {
  note(target: Target, count: number): void;
  /** Writes what is left, and answers with how often each was tried. */
  end(): Promise<Totals>;
}

export interface Totals {
  readonly named: ReadonlyMap<string, number>;
  /** Attempts past the ten thousandth name. */
  readonly unnamed: number;
}

export interface Recording<Target> {
  readonly audit: Pick<AuditLog, 'append'>;
  readonly about: About;
  /** Tells one target from another, and names it to a person. */
  readonly nameOf: (target: Target) => string;
  /** Called once for each name that is kept. */
  readonly onFirst: (name: string) => void;
  /** Called once, where the log cannot be written. */
  readonly onFault: () => void;
  readonly now: () => number;
  /** What the log says of it. */
  readonly happened: (target: Target, counted: Counted) => Happening;
}

/**
 * A line for the first attempt on a target, at once; what follows is counted, and told in lines that come ever more
 * seldom: after ten seconds, twenty, forty, up to an hour. Past a hundred targets the others share a line. So a task that
 * opens files in a loop for a day writes some thousand lines, not a billion. Past ten thousand no name is kept: a task
 * makes up names as long as it likes.
 */
export function recordRefusedAttempts<Target>(recording: Recording<Target>): RefusedAttempts<Target> {
  const { audit, about, nameOf, onFirst, onFault, now, happened } = recording;
  const own = new Map<string, Tally<Target>>();
  const others: Tally<Target> & { readonly names: Set<string> } = { ...newTally(), names: new Set() };
  const named = new Map<string, number>();
  let unnamed = 0;
  let isBroken = false;
  let writing = Promise.resolve();
  let perSecond = { second: 0, count: 0 };

  const write = (tally: Tally<Target>, more = 0): void => {
    const { first, count, uncounted, rest } = tally;
    if (first === undefined) return;
    const counted = { count, ...(more > 0 && { more }), ...(uncounted && { uncounted: true as const }) };
    const event = { ...about, ...happened(first, counted) };
    const next = { first: undefined, count: 0, uncounted: false, due: now() + rest, rest: Math.min(rest * 2, hour) };
    Object.assign(tally, next);
    writing = writing
      .then(() => audit.append(event))
      .catch(() => {
        if (!isBroken) onFault();
        isBroken = true;
      });
  };
  const writeDue = (isDue: (tally: Tally<Target>) => boolean): void => {
    for (const tally of own.values()) if (isDue(tally)) write(tally);
    if (!isDue(others)) return;
    write(others, others.names.size - 1);
    others.names.clear();
  };
  const timer = setInterval(() => writeDue(({ due }) => due <= now()), 1_000);
  timer.unref();
  return {
    note(target, count) {
      const second = Math.floor(now() / 1_000);
      perSecond = perSecond.second === second ? { second, count: perSecond.count + count } : { second, count };
      const name = nameOf(target);
      const before = named.get(name);
      const isKept = before !== undefined || named.size < mostNames;
      if (before === undefined && isKept) onFirst(name);
      if (isKept) named.set(name, (before ?? 0) + count);
      else unnamed += count;
      const apart = own.get(name) ?? (own.size < mostTargets ? newTally<Target>() : undefined);
      const tally = apart ?? others;
      tally.first ??= target;
      tally.count += count;
      tally.uncounted ||= !isKept || perSecond.count > countable;
      if (apart) own.set(name, apart);
      else if (isKept) others.names.add(name);
      writeDue(({ due }) => due <= now());
    },
    async end() {
      clearInterval(timer);
      writeDue(() => true);
      await writing;
      return { named, unnamed };
    },
  };
}

interface Tally<Target> {
  /** What the next line tells of; absent where nothing happened since the last one. */
  first: Target | undefined;
  /** Since the last line. */
  count: number;
  uncounted: boolean;
  /** When the next line may be written, and how long the one after that waits; milliseconds. */
  due: number;
  rest: number;
}

function newTally<Target>(): Tally<Target> {
  return { first: undefined, count: 0, uncounted: false, due: 0, rest: 10_000 };
}

const hour = 3_600_000;
const mostTargets = 100;
const mostNames = 10_000;
/** A second: the kernel keeps 16,384 events that nobody has read yet, and throws away what comes after. */
const countable = 4_000;
