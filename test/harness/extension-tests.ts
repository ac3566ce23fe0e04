import { setTimeout as sleep } from 'node:timers/promises';
import { openWorkbench } from './browser.ts';
import { startDriver, type Driver, type Totals } from './driver.ts';
import { copyWorkspace, testRun, type TestRun } from './workspaces.ts';

/**
 * Runs the tests of `dist/test/editor.cjs` inside a real VS Code, once for each workspace of `test/editor/workspaces`.
 * `MOCHA_GREP=expression` runs a part; `VALET_KEY_TEST_VERBOSE=1` prints the workbench's own log too.
 */
async function main(): Promise<number> {
  const run = await testRun();
  const sum: Totals = { passed: 0, failed: 0, pending: 0 };
  for (const workspace of run.workspaces) {
    const totals = await testIn(workspace, run);
    sum.passed += totals.passed;
    sum.failed += totals.failed;
    sum.pending += totals.pending;
  }
  console.log(`\nin ${run.workspaces.length} workspaces`);
  console.log(`  ${sum.passed} passing\n  ${sum.failed} failing\n  ${sum.pending} pending`);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0;
}

const minutesAllowed = 10;

/** One editor, one workspace. */
async function testIn(fixture: string, { tests, extension }: TestRun): Promise<Totals> {
  await using workspace = await copyWorkspace(fixture);
  await using driver = await startDriver();
  console.log(`\nworkspace ${workspace.name}`);
  const log: string[] = [];
  await using workbench = await openWorkbench({
    folder: workspace.path,
    extensionPath: extension,
    extensions: workspace.extensions,
    extensionTestsPath: tests,
    untrusted: workspace.untrusted,
    env: { ...driver.env, VALET_KEY_TEST_WORKSPACE: workspace.name },
    onConsole: (type, text) => {
      log.push(`${type}: ${text}`);
      if (process.env['VALET_KEY_TEST_VERBOSE'] !== undefined) console.error(log.at(-1));
    },
  });
  driver.attach(workbench);
  const late = sleep(minutesAllowed * 60_000, 'late' as const, { ref: false });
  const end = await Promise.race([workbench.testsEnded, late]);
  return totalsOf(driver, end, log);
}

/** Tests that end without a report count as one failure; the end of the editor's log tells why. */
function totalsOf(driver: Driver, end: number | 'late', log: string[]): Totals {
  const totals = driver.totals();
  if (totals !== undefined) return totals;
  console.error(log.slice(-30).join('\n'));
  const why = end === 'late' ? `were not done after ${minutesAllowed} minutes` : `ended with ${end} before any report`;
  console.error(`the tests ${why}`);
  return { passed: 0, failed: 1, pending: 0 };
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
