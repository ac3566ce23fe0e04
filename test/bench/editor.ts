import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { program } from './program.ts';
import { lint } from './secretlint.ts';
import { medianOf } from './timing.ts';

/** The same in a real editor: activation, and the wait from an edit to its squiggle. */
export async function benchEditor(): Promise<void> {
  console.log('\nIn a real editor');
  const folder = join(import.meta.dirname, '../editor/workspaces/folder');
  const tests = join(import.meta.dirname, '../harness/extension-tests.ts');
  const bundle = join(import.meta.dirname, '../../dist/test/bench.cjs');
  const { status, stdout } = spawnSync(process.execPath, [tests, '--tests', bundle, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the editor ended with status ${status}`);
  for (const line of stdout.split('\n')) if (line.startsWith('  ') && / ms/.test(line)) console.log(line);
  for (const lines of [200, 5000, 50_000]) {
    const text = program(lines);
    const took = await medianOf(5, () => lint({ path: 'src/charges.js', text }));
    console.log(`  secretlint, the whole text   ${took.toFixed(0)} ms in ${lines.toLocaleString('en')} lines`);
  }
}
