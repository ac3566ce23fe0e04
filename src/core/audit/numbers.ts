/** A set of whole numbers that takes as little room as there are gaps in it: those of a whole log are one span. */
export interface Numbers {
  add(number: number): void;
  has(number: number): boolean;
  /** How many of the numbers from `first` to `last`, both of them too, are in it. */
  countIn(first: number, last: number): number;
}

export function createNumbers(): Numbers {
  /** Sorted, and apart: each is `[first, last]`. */
  const spans: [number, number][] = [];

  /** The index of the first span that ends at the number or after it. */
  function indexFor(number: number): number {
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((spans[middle]?.[1] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  const has = (number: number): boolean => (spans[indexFor(number)]?.[0] ?? Infinity) <= number;
  return {
    has,
    add(number) {
      if (has(number)) return;
      const at = indexFor(number);
      const [before, after] = [spans[at - 1], spans[at]];
      if (before?.[1] === number - 1) {
        before[1] = after?.[0] === number + 1 ? after[1] : number;
        if (after?.[0] === number + 1) spans.splice(at, 1);
      } else if (after?.[0] === number + 1) after[0] = number;
      else spans.splice(at, 0, [number, number]);
    },
    countIn(first, last) {
      let count = 0;
      for (let at = indexFor(first); (spans[at]?.[0] ?? Infinity) <= last; at++) {
        const [from, to] = spans[at] ?? [0, -1];
        count += Math.min(to, last) - Math.max(from, first) + 1;
      }
      return count;
    },
  };
}
