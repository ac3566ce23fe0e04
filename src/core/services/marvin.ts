/** A hash of 64 bits in two words of 32. */
export type Words = readonly [low: number, high: number];

/**
 * Marvin32, of which Microsoft's annotated keys take their checksum.
 *
 * https://github.com/microsoft/SymCrypt/blob/main/lib/marvin32.c
 */
export function marvin(bytes: readonly number[] | Uint8Array, seed: Words): Words {
  let words = seed;
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4) words = mix(words, wordAt(bytes, at));
  // What is left over ends in a byte of 0x80, and a last round takes nothing in.
  return mix(mix(words, wordAt([...bytes.slice(whole), 0x80], 0)), 0);
}

/** The bytes of the two words folded into one, the low one first. */
export function marvinSum(bytes: readonly number[] | Uint8Array, seed: Words): readonly number[] {
  const [low, high] = marvin(bytes, seed);
  return [0, 8, 16, 24].map((shift) => ((low ^ high) >>> shift) & 0xff);
}

function wordAt(bytes: readonly number[] | Uint8Array, at: number): number {
  const [one = 0, two = 0, three = 0, four = 0] = bytes.slice(at, at + 4);
  return one | (two << 8) | (three << 16) | (four << 24);
}

function mix([low, high]: Words, word: number): Words {
  const sum = (low + word) | 0;
  const first = high ^ sum;
  const second = (turn(sum, 20) + first) | 0;
  const third = turn(first, 9) ^ second;
  return [(turn(second, 27) + third) | 0, turn(third, 19)];
}

function turn(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
