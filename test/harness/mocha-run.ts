import Mocha from 'mocha';
import { isDriven, print, relayConsole, reportTotals } from './driver-client.ts';

/**
 * Runs mocha inside the extension host. `load` imports the test files, which call `describe` and `it` as they load:
 *
 *     export const run = (): Promise<void> => runMocha(async () => {
 *       await import('./diagnostics.test.ts');
 *     });
 */
export async function runMocha(load: () => Promise<void>): Promise<void> {
  if (isDriven) {
    relayConsole();
    Object.assign(Mocha.reporters.Base, { consoleLog: print });
  }
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', color: false, timeout: 60_000, ...wanted() });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await load();
  const { passes, failures, pending } = await stats(mocha);
  if (isDriven) await reportTotals({ passed: passes, failed: failures, pending });
  else console.log(`${passes} passed, ${failures} failed`);
  if (failures > 0) throw new Error(`${failures} tests failed`);
}

function wanted(): Mocha.MochaOptions {
  const grep = process.env['MOCHA_GREP'];
  return grep === undefined || grep === '' ? {} : { grep: new RegExp(grep) };
}

function stats(mocha: Mocha): Promise<Mocha.Stats> {
  return new Promise((resolve, reject) => {
    const runner = mocha.run(() => {
      if (runner.stats === undefined) reject(new Error('mocha kept no statistics'));
      else resolve(runner.stats);
    });
  });
}
