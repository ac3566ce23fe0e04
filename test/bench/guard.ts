import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { runVariable } from '../../src/broker/protocol/variables.ts';
import { whyNoSandbox } from '../../src/broker/sandbox/sandbox.ts';
import { guardedRun } from '../broker/guard/guarded.ts';
import { startService } from '../broker/guard/service.ts';
import { guardedPlace } from '../guarded/place.ts';
import { medianOf, shown, wallTime } from './timing.ts';

/** What a guarded call costs beside a direct one and one through a proxy that looks at nothing; and a guarded run. */
export async function benchGuard(): Promise<void> {
  const env = { ...process.env, [runVariable]: guardedRun };
  spawnSync(process.execPath, [join(import.meta.dirname, 'guard-calls.ts')], { env, stdio: 'inherit' });
  await benchStart();
}

async function benchStart(): Promise<void> {
  console.log('\nThe start of a run: `true` alone and under guard, until it has ended');
  await using service = await startService((_call, response) => response.end());
  using place = await guardedPlace(service, { task: { command: ['true'] } });
  console.log(`  alone                          ${shown(await medianOf(5, () => spawnSync('true'), wallTime))} ms`);
  const run = (mode: string) => () => place.run(['run', mode, 'task']);
  console.log(`  proxy-only                     ${shown(await medianOf(5, run('--proxy-only'), wallTime))} ms`);
  const reason = await whyNoSandbox();
  if (reason === undefined)
    console.log(`  enforced                       ${shown(await medianOf(5, run('--enforced'), wallTime))} ms`);
  else console.log(`  enforced                       (skipped: ${reason})`);
  const { stdout } = await place.run(['run', '--proxy-only', '--', 'sh', '-c', 'grep VmRSS /proc/$PPID/status']);
  console.log(
    `  memory of the broker           ${stdout
      .replace(/\D+/g, '')
      .replace(/(\d{3})$/, '.$1')
      .slice(0, -2)} MB`,
  );
}
