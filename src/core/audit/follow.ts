import type { ReadLine, SignedTail, Tail } from './chain.ts';
import { createNumbers } from './numbers.ts';
import { settle } from './settle.ts';
import type { Aside } from './settle.ts';
import { join, touches } from './tampering.ts';
import type { ClockNotice, Tampering } from './tampering.ts';

/** A line where it stands. */
export interface StandingLine {
  /** Counted from 1. */
  readonly at: number;
  readonly hash: string;
  /** `undefined` for what no log wrote. */
  readonly read: ReadLine | undefined;
}

/** Follows a chain line by line and keeps what is wrong with it. */
export interface Following {
  judge(line: StandingLine, next: StandingLine | undefined, afterNext: StandingLine | undefined): void;
  faults(): number;
  end(): { readonly tampering: readonly Tampering[]; readonly notices: readonly ClockNotice[] };
}

/** The last line in order: what comes next has its digest. */
interface Trusted {
  readonly count: number;
  /** `undefined` where that line was edited: whatever follows is not held against it twice. */
  readonly hash: string | undefined;
  readonly at: number;
  readonly time?: number;
}

export function createFollowing(begin: Tail, checkpoint: SignedTail | undefined): Following {
  let trusted: Trusted = { ...begin, at: 0 };
  /** Lines that cannot be read since then, and may have taken the place of some. */
  let unread = 0;
  let digestAtCheckpoint: string | undefined;
  let atCheckpoint: number | undefined;
  let late: number | undefined;
  const inOrder = createNumbers();
  const found: Tampering[] = [];
  const asides: Aside[] = [];
  const notices: ClockNotice[] = [];

  const tell = (one: Tampering): void => {
    const last = found.at(-1);
    if (last && touches(last, one)) found[found.length - 1] = join(last, one);
    else found.push(one);
  };

  const accept = ({ at, hash, read }: Readable, as: { count?: number; hash?: string | undefined } = { hash }): void => {
    const { time } = read.record;
    const count = as.count ?? read.sequence;
    if (trusted.time !== undefined && trusted.time - time > tolerance && notices.length < mostNotices)
      notices.push({ code: 'clock-back', line: at, milliseconds: trusted.time - time });
    if (checkpoint && count === checkpoint.count) [digestAtCheckpoint, atCheckpoint] = [as.hash, at];
    if (checkpoint?.time !== undefined && count <= checkpoint.count && time > checkpoint.time + tolerance) late ??= at;
    inOrder.add(count);
    trusted = { count, hash: as.hash, at, time };
    unread = 0;
  };

  const setAside = ({ at, read: { sequence } }: Readable, isForged: boolean): void => {
    const last = asides.at(-1);
    if (last?.through === at - 1 && last.sequences[1] === sequence - 1 && last.isForged === isForged)
      asides[asides.length - 1] = { ...last, through: at, sequences: [last.sequences[0], sequence] };
    else asides.push({ line: at, through: at, sequences: [sequence, sequence], isForged });
  };

  return {
    judge(line, next, afterNext) {
      if (!isReadable(line)) {
        tell({ code: 'unreadable', line: line.at });
        unread++;
        return;
      }
      const { sequence, before } = line.read;
      const number = trusted.count + 1 + unread;
      if (follows(line, trusted)) {
        if (isFork(line, next, afterNext)) setAside(line, true);
        else accept(line);
      } else if (unread > 0 && sequence === number) accept(line);
      else if (next && follows(next, trusted)) setAside(line, false);
      else if (sequence === number) {
        // The digest that this line holds was taken of the line before it, as that one was then.
        tell({ code: 'edited', line: Math.max(1, trusted.at) });
        accept(line);
      } else if ((unread === 0 && before === trusted.hash) || next?.read?.sequence === number + 1) {
        // It stands where it was written, under another number.
        tell({ code: 'edited', line: line.at });
        accept(line, { count: number, hash: undefined });
      } else if (sequence > number) {
        const sequences = [number, sequence - 1] as const;
        tell({ code: 'missing', line: line.at, lines: sequence - number, sequences });
        accept(line);
      } else setAside(line, false);
    },
    faults: () => found.length + asides.length,
    end: () => ({
      tampering: settle({
        found,
        asides,
        inOrder,
        end: { count: trusted.count + unread, at: trusted.at + unread },
        checkpoint: checkpoint && { ...checkpoint, digest: digestAtCheckpoint, at: atCheckpoint, late },
      }),
      notices,
    }),
  };
}

/** Brokers that write at once may take the time in another order than they write; in milliseconds. */
const tolerance = 2_000;
const mostNotices = 100;

type Readable = StandingLine & { readonly read: ReadLine };

function isReadable(line: StandingLine): line is Readable {
  return line.read !== undefined;
}

function follows({ read }: StandingLine, { count, hash }: Trusted): boolean {
  return read?.sequence === count + 1 && (hash === undefined || read.before === hash);
}

/** Two lines follow the same one, and the chain goes on from the second. */
function isFork(line: Readable, next: StandingLine | undefined, afterNext: StandingLine | undefined): boolean {
  if (!next?.read || next.hash === line.hash || next.read.sequence !== line.read.sequence) return false;
  return next.read.before === line.read.before && afterNext?.read?.before === next.hash;
}
