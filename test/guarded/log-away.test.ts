import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startService } from '../broker/guard/service.ts';
import { bundle } from '../cli/program.ts';
import { settled } from '../harness/settled.ts';
import { guardedPlace } from './place.ts';

/** Calls whenever it is told to, and prints how it was answered. */
const task = `
import { existsSync } from 'node:fs';
for (const step of [1, 2, 3, 4]) {
  while (!existsSync('out/' + step)) await new Promise((resolve) => setTimeout(resolve, 20));
  const answer = await fetch(process.env.BASE + '/v1/' + step, { headers: { authorization: 'Bearer ' + process.env.ACME } });
  console.log(step, answer.status, answer.headers.get('valet-key-refused') ?? '');
}
`;

describe('an audit log that goes away during a run', () => {
  it('refuses every call until it is back, and is whole then', async function () {
    this.timeout(60_000);
    const reached: string[] = [];
    await using service = await startService(({ url }, response) => {
      reached.push(url);
      response.end('done');
    });
    using place = await guardedPlace(service, {
      task: { command: [process.execPath, '--input-type=module', '-e', task] },
    });
    place.write({ 'out/.keep': '' });
    const child = spawn(process.execPath, [await bundle(), 'run', '--proxy-only', 'task'], {
      cwd: place.folder,
      env: { ...place.env, ...place.serviceEnv },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [printed, told] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (told += chunk));
    const ended = once(child, 'close');
    const step = async (number: number): Promise<void> => {
      place.write({ [`out/${number}`]: '' });
      await settled(
        async () => printed,
        (text) => text.includes(`${number} `),
        `step ${number}: ${told}`,
        10_000,
      );
    };
    const [audit, away] = [join(place.home, 'valet-key/audit'), join(place.home, 'away')];

    await step(1);
    // Somebody takes the folder away, and a file stands in its place.
    renameSync(audit, away);
    writeFileSync(audit, '');
    await step(2);
    rmSync(audit);
    renameSync(away, audit);
    await step(3);
    await step(4);
    await ended;

    assert.match(printed, /^1 200 \n2 503 not-recorded\n3 200 \n4 200 \n$/, told);
    assert.deepEqual(reached, ['/v1/1', '/v1/3', '/v1/4']);
    assert.match(told, /not-recorded/);
    const { stdout, status } = await place.run(['audit', '--verify']);
    assert.equal(status, 0, stdout);
    assert.equal(existsSync(away), false);
  });
});
