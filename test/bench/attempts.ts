import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchAttempts } from '../../src/broker/sandbox/watch-attempts.ts';
import { ratio } from './timing.ts';

/** What it costs a task that the system tells of its attempts: files opened to be read, and to be written. */
export function benchAttempts(): void {
  const watch = watchAttempts();
  if (!watch) return console.log('attempts: skipped, needs Linux and perl');
  const file = join(tmpdir(), `valet-key-bench-${process.pid}`);
  const times: Record<'plain' | 'heard', { read: number[]; write: number[] }> = {
    plain: { read: [], write: [] },
    heard: { read: [], write: [] },
  };
  for (let turn = 0; turn < 7; turn++) {
    for (const way of ['plain', 'heard'] as const) {
      const opener = [process.execPath, '-e', program, file];
      const command = way === 'plain' ? opener : watch.around([...watch.inside, ...opener], 3);
      const { write, read } = opened(command);
      times[way].write.push(write);
      times[way].read.push(read);
    }
  }
  rmSync(file, { force: true });
  for (const kind of ['read', 'write'] as const) {
    const [plain, heard] = [middle(times.plain[kind]), middle(times.heard[kind])];
    console.log(
      `a file opened to ${kind}: ${plain.toFixed(1)} µs, heard ${heard.toFixed(1)} µs (${ratio(plain, heard)})`,
    );
  }
}

const program = `
const { openSync, closeSync } = require('node:fs');
const [file] = process.argv.slice(1);
const each = (flags) => {
  const start = process.hrtime.bigint();
  for (let turn = 0; turn < 20000; turn++) closeSync(openSync(file, flags));
  return Number(process.hrtime.bigint() - start) / 20000 / 1000;
};
console.log(JSON.stringify({ write: each('a'), read: each('r') }));`;

/** Microseconds for one. */
function opened([name = '', ...args]: readonly string[]): { readonly write: number; readonly read: number } {
  const { stdout } = spawnSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  return JSON.parse(stdout) as { write: number; read: number };
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}
