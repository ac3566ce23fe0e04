import type { Traces } from './traces.ts';

/** Counts values in bytes that come in pieces: memory stays small however long a transcript is. */
export interface Search {
  add(piece: Buffer): void;
  /** How often each value stood there, by its name. */
  readonly found: ReadonlyMap<string, number>;
}

export function startSearch(traces: Traces): Search {
  const found = new Map<string, number>();
  let kept: Buffer = Buffer.alloc(0);
  return {
    found,
    add(piece) {
      const bytes = kept.length === 0 ? piece : Buffer.concat([kept, piece]);
      for (const [name, count] of traces.count(bytes)) found.set(name, (found.get(name) ?? 0) + count);
      kept = tailOf(bytes, traces);
    },
  };
}

/** What a value may begin in, unless a whole one lies there: that was counted. */
function tailOf(bytes: Buffer, traces: Traces): Buffer {
  let tail = Math.min(bytes.length, Math.max(0, traces.longest - 1));
  while (tail > 0 && traces.count(bytes.subarray(bytes.length - tail)).size > 0) tail -= 1;
  return Buffer.from(bytes.subarray(bytes.length - tail));
}
