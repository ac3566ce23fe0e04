/** Where and how a log differs from what was written. Lines are counted from 1 over the whole log, as it stands. */
export interface Tampering {
  readonly code: TamperingCode;
  readonly line: number;
  /** The last of several lines that follow one another. */
  readonly through?: number;
  /** How many lines are gone, for `missing` and `cut`. */
  readonly lines?: number;
  /** The first and the last number that are gone, or that the lines carry. */
  readonly sequences?: readonly [first: number, last: number];
}

export type TamperingCode =
  /** Text that no log wrote. */
  | 'unreadable'
  | 'edited'
  | 'missing'
  /** A line of this log, elsewhere than it was written. */
  | 'reordered'
  /** A line whose number another one has, which stands where it belongs. */
  | 'repeated'
  /** A line that was put between two that follow one another. */
  | 'inserted'
  | 'cut'
  /** Lines of numbers that were signed before, written after that: the end was cut off and grew again. */
  | 'continued'
  /** The chain is whole, and is not the one that was signed. */
  | 'rewritten';

/** What is no tampering by itself, and may hide some. */
export interface ClockNotice {
  readonly code: 'clock-back';
  readonly line: number;
  /** By how much this line says that it is older than the line before it. */
  readonly milliseconds: number;
}

/** Those of the same kind that touch are told as one. */
export function joined(all: readonly Tampering[]): readonly Tampering[] {
  const sorted = all.toSorted((one, other) => one.line - other.line);
  const result: Tampering[] = [];
  for (const one of sorted) {
    const last = result.at(-1);
    if (last && touches(last, one)) result[result.length - 1] = join(last, one);
    else result.push(one);
  }
  return result;
}

export function touches(one: Tampering, other: Tampering): boolean {
  if (one.code !== other.code || one.lines !== undefined || other.lines !== undefined) return false;
  const [end, begin] = [one.through ?? one.line, other.line];
  if (begin !== end && begin !== end + 1) return false;
  return begin === end || one.sequences?.[1] === undefined || one.sequences[1] + 1 === other.sequences?.[0];
}

export function join(one: Tampering, other: Tampering): Tampering {
  const through = Math.max(one.through ?? one.line, other.through ?? other.line);
  const [first, last] = [one.sequences?.[0], other.sequences?.[1]];
  return {
    ...one,
    ...(through > one.line && { through }),
    ...(first !== undefined && last !== undefined && { sequences: [first, last] as const }),
  };
}
