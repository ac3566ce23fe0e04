import { languageOf } from '../../src/core/language.ts';
import { bytesOf, readCorpus } from './corpus.ts';
import { detector } from './own.ts';
import { lint } from './secretlint.ts';
import { medianOf, megabytesPerSecond, ratio } from './timing.ts';

/** Scanning the texts of installed packages, read before: the engines alone. */
export async function benchInMemory(): Promise<void> {
  const files = readCorpus(20);
  const bytes = bytesOf(files);
  const own = await medianOf(5, () => {
    for (const { path, text } of files) detector.scan(text, { path, language: languageOf(path) });
  });
  const peer = await medianOf(3, async () => {
    for (const file of files) await lint(file);
  });
  console.log(`\nScanning ${files.length} files, ${(bytes / 1e6).toFixed(0)} MB of installed packages, in memory`);
  console.table({
    'Valet Key': { throughput: megabytesPerSecond(bytes, own), 'beside Valet Key': '1 ×' },
    secretlint: { throughput: megabytesPerSecond(bytes, peer), 'beside Valet Key': `takes ${ratio(own, peer)}` },
  });
}
