/**
 * Trains the table that tells words from chance and writes it to `src/core/detect/generic/words.ts`.
 *
 *     node test/bench/train-words.ts
 *
 * It reads the words and identifiers of the packages in `node_modules` (source, declarations and documentation, the
 * messages in many languages among them), counts each distinct one by the logarithm of how often it stands there, and
 * writes the smoothed costs in half bits, a letter each.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { letterCount, sortCount, walk } from '../../src/core/detect/generic/randomness.ts';

const root = join(import.meta.dirname, '../..');
const words = countWords(join(root, 'node_modules'));
const passages = new Float64Array(sortCount ** 3);
const letters = new Float64Array(letterCount ** 3);
for (const [word, count] of words) {
  const weight = Math.log2(1 + count);
  walk(word, {
    passage: (index) => (passages[index] = (passages[index] ?? 0) + weight),
    letter: (index) => (letters[index] = (letters[index] ?? 0) + weight),
    sign: () => undefined,
  });
}
writeFileSync(
  join(root, 'src/core/detect/generic/words.ts'),
  `/** How words go, as \`test/bench/train-words.ts\` has learned it from ${words.size} words and identifiers. Costs are letters, half a bit each. */
export const passageCosts =
${lines(costs(passages, { fan: sortCount, prior: 0.5 }))};

export const letterCosts =
${lines(smoothedLetters())};
`,
);

function countWords(folder: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  let budget = 120_000_000;
  for (const path of sources(folder)) {
    if (budget < 0) break;
    const size = statSync(path).size;
    if (size > 2_000_000) continue;
    budget -= size;
    const text = readFileSync(path, 'utf8');
    for (const line of text.split('\n')) {
      // Bundled and generated lines hold mangled names and data, which are no words.
      if (line.length > 240) continue;
      for (const [word] of line.matchAll(/[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*/g)) {
        if (word.length < 3 || word.length > 40 || /\d{5}|[0-9a-f]{12}/.test(word)) continue;
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
  }
  // What stands anywhere only once is as likely a hash as a word.
  for (const [word, count] of counts) if (count < 3) counts.delete(word);
  return counts;
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.(?:ts|js|mjs|cjs|md|json)$/.test(entry.name) && !/\.min\.|package-lock/.test(entry.name)) yield path;
  }
}

/** The costs of what follows each context, in bits, every continuation having been seen a little. */
function costs(counts: Float64Array, { fan, prior }: { fan: number; prior: number }): readonly number[] {
  return Array.from(counts, (count, index) => {
    const row = index - (index % fan);
    const total = counts.subarray(row, row + fan).reduce((sum, next) => sum + next + prior, 0);
    return -Math.log2((count + prior) / total);
  });
}

/** Three letters in a row, leaning on two where three are rare. */
function smoothedLetters(): readonly number[] {
  const pairs = new Float64Array(letterCount ** 2);
  letters.forEach((count, index) => {
    const pair = index % letterCount ** 2;
    pairs[pair] = (pairs[pair] ?? 0) + count;
  });
  const pairCosts = costs(pairs, { fan: letterCount, prior: 2 });
  const lean = 12;
  return Array.from(letters, (count, index) => {
    if (index % letterCount === 0) return 0;
    const row = index - (index % letterCount);
    const total = letters.subarray(row, row + letterCount).reduce((sum, next) => sum + next, 0);
    const pair = 2 ** -(pairCosts[index % letterCount ** 2] ?? 0);
    return -Math.log2((count + lean * pair) / (total + lean));
  });
}

function lines(bits: readonly number[]): string {
  const text = bits.map((bit) => String.fromCharCode(0x61 + Math.min(25, Math.round(bit * 2)))).join('');
  const rows = text.match(/.{1,108}/g) ?? [];
  return rows.map((row) => `  '${row}'`).join(' +\n');
}
