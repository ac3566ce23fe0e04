import { spawn } from 'node:child_process';

/**
 * `npm test`: every suite, one after the other, and a closing line that counts all of their tests. A suite that ends
 * without having counted a test has failed, whatever its exit code says.
 */
const suites: readonly { name: string; command: readonly [string, ...string[]] }[] = [
  { name: 'pure rooms, broker and command line', command: ['mocha'] },
  { name: 'no pattern is slow', command: ['mocha', '--no-package', 'test/patterns/patterns.test.ts'] },
  { name: 'the compilers decide', command: ['mocha', '--no-package', 'test/compilers/compilers.test.ts'] },
  { name: 'against real servers', command: ['mocha', '--no-package', '--timeout', '60000', 'test/real/*.test.ts'] },
  { name: 'guarded tasks and real clients', command: ['mocha', '--no-package', '--exit', 'test/guarded/*.test.ts'] },
  { name: 'in a real VS Code', command: ['node', 'test/harness/extension-tests.ts'] },
  { name: 'at the keyboard', command: ['mocha', '--no-package', '--config', 'test/keyboard/.mocharc.json'] },
];

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const { name, command } of suites) {
  console.log(`\n── ${name}`);
  const { output, exitCode } = await run(command);
  const counts = countTests(output);
  const silent = counts.passed + counts.failed === 0;
  if (counts.failed === 0 && (exitCode !== 0 || silent)) {
    console.log(
      `The suite "${name}" ended with status ${exitCode} after ${counts.passed} tests: counted as one failure.`,
    );
    counts.failed = 1;
  }
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function run([program, ...parameters]: readonly [string, ...string[]]): Promise<{
  output: string;
  exitCode: number;
}> {
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout) {
    process.stdout.write(chunk as Buffer);
    output += String(chunk);
  }
  const exitCode =
    child.exitCode ?? (await new Promise<number>((done) => child.once('exit', (code) => done(code ?? 1))));
  return { output, exitCode };
}

/** Reads mocha's summary, the last of each kind of line. */
function countTests(output: string): Counts {
  const last = (word: string) =>
    Number([...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}\\b`, 'gm'))].at(-1)?.[1] ?? 0);
  return { passed: last('passing'), failed: last('failing'), skipped: last('pending') };
}
