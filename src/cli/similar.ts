/** The word that was probably meant, where one is near enough. */
export function similarTo(given: string, words: readonly string[]): string | undefined {
  const [nearest] = words
    .map((word) => ({ word, steps: word.startsWith(given) && given.length > 1 ? 0 : stepsBetween(given, word) }))
    .toSorted((one, other) => one.steps - other.steps);
  return nearest && nearest.steps <= Math.max(1, Math.floor(nearest.word.length / 3)) ? nearest.word : undefined;
}

/** How many letters have to be put in, taken out, changed or swapped with the next one. */
function stepsBetween(one: string, other: string): number {
  if (one.length > longest) return longest;
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + same,
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : longest,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length] ?? longest;
}

const longest = 40;
