import { createNumbers } from './numbers.ts';
import type { Numbers } from './numbers.ts';
import { join, joined, touches } from './tampering.ts';
import type { Tampering } from './tampering.ts';

/** Lines that do not follow the one before them, while the line after them does. */
export interface Aside {
  readonly line: number;
  readonly through: number;
  readonly sequences: readonly [first: number, last: number];
  /** Another line of its number follows, and the chain goes on from that one. */
  readonly isForged: boolean;
}

/** What was seen of a log, to its end. */
export interface Looked {
  readonly found: readonly Tampering[];
  readonly asides: readonly Aside[];
  readonly inOrder: Numbers;
  readonly end: { readonly count: number; readonly at: number };
  readonly checkpoint:
    | {
        readonly count: number;
        readonly hash: string;
        /** Of the line of that number, and where it stands. */
        readonly digest: string | undefined;
        readonly at: number | undefined;
        /** The first line of a number that was signed before the line was written, as its time tells. */
        readonly late: number | undefined;
      }
    | undefined;
}

/** Only at the end it shows whether a line that is out of place is missing elsewhere, and whether the end is the end. */
export function settle({ found, asides, inOrder, end, checkpoint }: Looked): readonly Tampering[] {
  const moved = createNumbers();
  const last = Math.max(end.count, checkpoint?.count ?? 0);
  const outOfPlace = asides.flatMap((one) => placed(one, { inOrder, moved, last }));
  const gone = found.flatMap((one) => withoutMoved(one, moved));
  const tampering = [...gone, ...outOfPlace];
  const isSound = found.length === 0 && asides.length === 0;
  return joined([
    ...tampering,
    ...atEnd({ end, checkpoint, isSound })
      .flatMap((one) => withoutMoved(one, moved))
      .map(withoutNumbers),
  ]);
}

function placed(
  { line, sequences: [first, last], isForged }: Aside,
  known: { readonly inOrder: Numbers; readonly moved: Numbers; readonly last: number },
): readonly Tampering[] {
  const result: Tampering[] = [];
  for (let number = first; number <= last; number++) {
    const one: Tampering = {
      code: isForged ? 'inserted' : codeOf(number, known),
      line: line + number - first,
      sequences: [number, number],
    };
    const before = result.at(-1);
    if (before && touches(before, one)) result[result.length - 1] = join(before, one);
    else result.push(one);
  }
  return result;
}

function codeOf(
  number: number,
  { inOrder, moved, last }: { readonly inOrder: Numbers; readonly moved: Numbers; readonly last: number },
): Tampering['code'] {
  if (inOrder.has(number) || moved.has(number)) return 'repeated';
  if (number < 1 || number > last) return 'inserted';
  moved.add(number);
  return 'reordered';
}

/** Lines that stand elsewhere are out of place, not missing; those say so themselves. */
function withoutMoved(one: Tampering, moved: Numbers): readonly Tampering[] {
  if (one.lines === undefined || !one.sequences) return [one];
  const lines = one.lines - moved.countIn(...one.sequences);
  return lines > 0 ? [{ ...one, lines }] : [];
}

function atEnd({ end, checkpoint, isSound }: Pick<Looked, 'end' | 'checkpoint'> & { readonly isSound: boolean }) {
  if (!checkpoint || checkpoint.count === 0) return [];
  const { count, hash, digest, at, late } = checkpoint;
  if (end.count < count) return [cut(end, count)];
  if (digest === hash || !isSound) return [];
  if (late !== undefined) return [{ code: 'continued', line: late, sequences: [late, count] } as const];
  return [{ code: end.count === count ? 'edited' : 'rewritten', line: at ?? end.at } as const];
}

/** Those of a cut end follow from the line and the count. */
function withoutNumbers({ sequences: _numbers, ...one }: Tampering): Tampering {
  return one;
}

function cut({ count, at }: Looked['end'], signed: number): Tampering {
  return { code: 'cut', line: at, lines: signed - count, sequences: [count + 1, signed] };
}
