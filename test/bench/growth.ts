import { readCorpus } from './corpus.ts';
import { detector } from './own.ts';
import { medianOf, megabytesPerSecond } from './timing.ts';

/** The same text at 1, 10 and 100 MB: time must grow as the text does, and memory not beyond it. */
export async function benchGrowth(): Promise<void> {
  const million = readCorpus(1)
    .map(({ text }) => text)
    .join('\n')
    .slice(0, 1e6);
  const rows: Record<string, Record<string, string>> = {};
  let smallest = 0;
  for (const times of [1, 10, 100]) {
    const text = million.repeat(times);
    const before = process.memoryUsage().heapUsed;
    const took = await medianOf(times === 100 ? 1 : 3, () => detector.scan(text));
    const heap = Math.max(0, process.memoryUsage().heapUsed - before) / 1e6;
    smallest ||= took;
    rows[`${times} MB`] = {
      time: `${took.toFixed(0)} ms`,
      'beside 1 MB': `${(took / smallest).toFixed(1)} ×`,
      throughput: megabytesPerSecond(text.length, took),
      'heap grew by': `${heap.toFixed(0)} MB`,
    };
  }
  console.log('\nGrowth with the size of one text');
  console.table(rows);
}
