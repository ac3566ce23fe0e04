import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { startNetworkProxy } from '../broker/guard/network-proxy.ts';
import { startService } from '../broker/guard/service.ts';
import { newValue } from '../broker/scratch.ts';
import { guardedPlace } from './place.ts';
import { host, inBothModes } from './running.ts';

inBothModes('a run in a network with a proxy', (mode) => {
  before(function () {
    if (spawnSync('curl', ['--version']).status === 0) return;
    console.log('      (skipped: there is no curl here)');
    this.skip();
  });

  it('calls through it, and its task has no password of it', async () => {
    await using service = await startService((_call, response) => response.end('done'), 'https', host);
    await using proxy = await startNetworkProxy();
    const line = 'curl -sS "$URL" -H "Authorization: Bearer $ACME"; env';
    using place = await guardedPlace(service, { name: host, task: { command: ['sh', '-c', line] } });
    const password = newValue();
    const outer = `http://somebody:${password}@127.0.0.1:${proxy.port}`;
    const env = { ...place.serviceEnv, HTTPS_PROXY: outer, https_proxy: outer, HTTP_PROXY: outer, ALL_PROXY: outer };
    const { stdout, stderr } = await place.run(['run', `--${mode}`, 'task'], { env });
    assert.match(stdout, /^done/, stderr);
    assert.equal(proxy.asked[0]?.place, `${host}:${service.port}`);
    assert.equal(service.reached[0]?.headers.authorization, `Bearer ${place.value}`);
    assert.ok(!stdout.includes(password), 'the task has the password of the proxy');
  });
});
