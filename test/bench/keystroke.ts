import { detector } from './own.ts';
import { program } from './program.ts';
import { lint } from './secretlint.ts';
import { medianOf, ratio } from './timing.ts';
import type { TextView } from '../../src/core/detect/text.ts';

/** One typed character in the middle of a program: what following it costs, beside reading the file again. */
export async function benchKeystroke(): Promise<void> {
  const rows: Record<string, Record<string, string>> = {};
  for (const lines of [200, 5000, 50_000]) {
    const before = program(lines);
    const at = before.indexOf('\n', before.length / 2) + 1;
    const text = `${before.slice(0, at)}x${before.slice(at)}`;
    const info = { path: 'src/charges.js', language: 'javascript' };
    const found = detector.scan(before, info);
    const view: TextView = { length: text.length, slice: (start, end) => text.slice(start, end) };
    const change = [{ start: at, removed: 0, inserted: 1 }];
    const edit = await medianOf(5, () => {
      for (let time = 0; time < 100; time++) detector.update(found, change, view, info);
    });
    const whole = await medianOf(5, () => detector.scan(text, info));
    const peer = await medianOf(1, () => lint({ path: 'src/charges.js', text }));
    const own = edit / 100;
    rows[`${lines.toLocaleString('en')} lines`] = {
      'one keystroke': `${(own * 1000).toFixed(0)} µs`,
      'the whole file': `${whole.toFixed(2)} ms = ${ratio(own, whole)}`,
      'secretlint, the file': `${peer.toFixed(1)} ms = ${ratio(own, peer)}`,
    };
  }
  console.log('\nFrom a keystroke to its findings');
  console.table(rows);
}
