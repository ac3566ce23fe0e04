import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { guardFor } from './guarded.ts';
import { startService } from './service.ts';

describe('a program that does not trust the guard', () => {
  it('is told of once, with what to do', async function () {
    if (spawnSync('curl', ['--version']).status !== 0) {
      console.log('      (skipped: there is no curl here)');
      return this.skip();
    }
    await using service = await startService((_call, response) => response.end('done'));
    const host = `localhost:${service.port}`;
    using guarded = await guardFor(service, { call: [{ host }] });
    const args = ['-sS', '--proxy', `http://127.0.0.1:${guarded.guard.port}`, `https://${host}/v1`];
    for (let times = 0; times < 2; times++) {
      await assert.rejects(promisify(execFile)('curl', args, { env: { PATH: process.env['PATH'] } }), /certificate/);
    }
    const told = guarded.events.flatMap((event) =>
      event.type === 'connection-refused' ? [`${event.host} ${event.reason}`] : [],
    );
    assert.deepEqual(told, [`${host} guard-not-trusted`]);
    assert.equal(guarded.warnings.length, 1);
    assert.match(guarded.warnings[0] ?? '', /^a program does not trust the guard's certificate for localhost:\d+: /);
    assert.match(guarded.warnings[0] ?? '', /SSL_CERT_FILE/);
    return undefined;
  });
});
