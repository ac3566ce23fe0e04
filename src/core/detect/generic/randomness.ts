import { letterCosts, passageCosts } from './words.ts';

/**
 * How many bits more surprising a value is as a piece of writing than as a draw from its own alphabet: far above zero
 * for chance, far below for words, names and identifiers. The table of words knows how rarely one letter follows two
 * others, and one sort of character two other sorts; it comes from `test/bench/train-words.ts`.
 */
export function randomness(value: string): number {
  return costAsWords(value) - value.length * Math.log2(alphabetSize(value)) - alphabetChoice;
}

/** Sorts of characters that words and chance mix differently. */
export const sorts = { edge: 0, lower: 1, upper: 2, digit: 3, joint: 4, other: 5 } as const;
export const sortCount = 6;
/** The edge of a word and the 26 letters. */
export const letterCount = 27;

/** Bits to write the value as words do. */
function costAsWords(value: string): number {
  let cost = 0;
  walk(value, {
    passage: (index) => (cost += costAt(passageCosts, index)),
    letter: (index) => (cost += costAt(letterCosts, index)),
    sign: (sort) => (cost += signCosts[sort] as number),
  });
  return cost;
}

export interface Walker {
  /** One sort of character after two others: the index of their triple. */
  readonly passage: (index: number) => void;
  /** One letter after two others, an edge standing for what is no letter of the same word. */
  readonly letter: (index: number) => void;
  /** A character that is no letter. */
  readonly sign: (sort: number) => void;
}

/** Tells the steps of a value one by one; training counts them and judging weighs them. */
export function walk(value: string, { passage, letter, sign }: Walker): void {
  let [olderSort, newerSort]: number[] = [sorts.edge, sorts.edge];
  let [older, newer]: number[] = [0, 0];
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    const sort = sortOf(code);
    passage(((olderSort as number) * sortCount + (newerSort as number)) * sortCount + sort);
    if (sort === sorts.upper && newerSort === sorts.lower) [older, newer] = [0, 0];
    if (sort === sorts.lower || sort === sorts.upper) {
      const next = (code | 0x20) - 0x60;
      letter(((older as number) * letterCount + (newer as number)) * letterCount + next);
      [older, newer] = [newer, next];
    } else {
      sign(sort);
      [older, newer] = [0, 0];
    }
    [olderSort, newerSort] = [newerSort, sort];
  }
  passage(((olderSort as number) * sortCount + (newerSort as number)) * sortCount);
}

function sortOf(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return sorts.lower;
  if (code >= 0x41 && code <= 0x5a) return sorts.upper;
  if (code >= 0x30 && code <= 0x39) return sorts.digit;
  return code === 0x5f || code === 0x2d || code === 0x2e || code === 0x20 || code === 0x2f ? sorts.joint : sorts.other;
}

/** Which of ten digits, five joints, twenty-five other signs. */
const signCosts = [0, 0, 0, Math.log2(10), Math.log2(5), Math.log2(25)];
/** Saying which alphabet chance draws from. */
const alphabetChoice = 3;

/** Costs are written as letters: `a` is nothing, each further letter half a bit. */
function costAt(costs: string, index: number): number {
  return (costs.charCodeAt(index) - 0x61) / 2;
}

/** How many characters the smallest alphabet has that chance could have drawn the value from. */
export function alphabetSize(value: string): number {
  if (/^\d+$/.test(value)) return 10;
  if (/^(?:[\da-f]+|[\dA-F]+)$/.test(value)) return 16;
  if (/^(?:[a-z]+|[A-Z]+)$/.test(value)) return 26;
  if (/^(?:[\da-z]+|[\dA-Z]+)$/.test(value)) return 36;
  if (/^[\dA-Za-z]+$/.test(value)) return 62;
  return /^[\w+/=.-]+$/.test(value) ? 66 : 90;
}
