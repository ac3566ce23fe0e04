/**
 * What stands in for the table of words where its worth is measured: Shannon's entropy of a value's characters, in
 * bits, over that of ordinary names.
 */
export function randomness(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / value.length) * Math.log2(count / value.length);
  return value.length * (entropy - entropyOfNames) * weight;
}

/** Where names lie, and how much a bit above it says: as good as any on the labelled lines. */
const entropyOfNames = 2.4;
const weight = 4;
