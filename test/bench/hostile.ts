import { detector } from './own.ts';
import { medianOf } from './timing.ts';

/** Texts made to be slow, at 100 kB and at 1 MB: ten times the text may take about ten times as long. */
const pieces: Readonly<Record<string, string>> = {
  'beginnings of keys': '-----BEGIN PRIVATE KEY-----\n',
  'names without values': 'password = ',
  'open quotes': 'secret="',
  'prefixes in a row': 'sk_live_',
  'addresses without an end': 'https://user:',
  backslashes: '\\',
  'one long base64': 'Ab3+',
  'dots between letters': 'eyJhbGciOi.',
  brackets: 'key[(({',
  blanks: 'token:            ',
};

export async function benchHostile(): Promise<void> {
  const rows: Record<string, Record<string, string>> = {};
  for (const [title, piece] of Object.entries(pieces)) {
    const textOf = (length: number): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
    const [small, large] = [textOf(1e5), textOf(1e6)];
    const shorter = await medianOf(3, () => detector.scan(small));
    const longer = await medianOf(3, () => detector.scan(large));
    rows[title] = {
      '100 kB': `${shorter.toFixed(1)} ms`,
      '1 MB': `${longer.toFixed(1)} ms`,
      growth: `${(longer / shorter).toFixed(1)} ×`,
    };
  }
  console.log('\nTexts made to be slow');
  console.table(rows);
}
