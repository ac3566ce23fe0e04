import assert from 'node:assert/strict';
import { whyNoSandbox } from '../../src/broker/sandbox/sandbox.ts';
import { callRows } from './hostile/rows.ts';
import { tryEverything } from './hostile/run.ts';
import type { Tried } from './hostile/run.ts';
import { systemRows } from './hostile/system-rows.ts';

/**
 * Attempt by mode: what came of it, whether it stands in the log, and whether whoever runs the task was told. One run a
 * mode makes all of them, with the real broker, sandbox and services.
 */
for (const mode of ['enforced', 'proxy-only'] as const) {
  describe(`a hostile task, ${mode},`, () => {
    let tried: Tried | undefined;

    before(async function () {
      this.timeout(120_000);
      const reason = mode === 'enforced' ? await whyNoSandbox() : undefined;
      if (reason !== undefined) {
        console.log(`    (skipped: this machine cannot enforce: ${reason})`);
        return this.skip();
      }
      tried = await tryEverything(mode);
      return undefined;
    });

    for (const { fact, attempt, [mode]: expected } of [...callRows, ...systemRows]) {
      if (!expected) continue;
      it(expected.limit === undefined ? fact : `${fact}: not held, ${expected.limit}`, () => {
        const { outcomes, log, told } = tried ?? assert.fail();
        assert.match(outcomes[attempt] ?? `nothing: ${told}`, expected.outcome);
        if (expected.recorded) assert.match(log, expected.recorded);
        if (expected.told) assert.match(told, expected.told);
      });
    }

    it('reaches its service with what is allowed and nothing else, but for what goes around the guard', () =>
      assert.deepEqual(
        tried?.reached.filter((call) => mode === 'enforced' || !call.endsWith('/around')),
        [
          'GET /v1/allowed',
          'GET /v1/redirect-away',
          'GET /v1/redirect-inside',
          'POST /v1/redirect-trusted',
          'POST /v1/smuggling',
          'GET /v1/upgrade',
          'GET /v1/not-enough',
          'GET /v1/earlier',
          'GET /v1/once',
        ],
      ));
    it('has the value in nothing that it printed or wrote', () => assert.equal(tried?.sawValue, false));
    it('calls with the value by the guard alone', () =>
      assert.deepEqual(
        tried?.withoutValue.filter((path) => path !== '/v1/around'),
        ['/v1/not-enough', '/v1/earlier'],
      ));
    it('leaves a log that verifies', () => assert.equal(tried?.verified, 0));
    if (mode === 'proxy-only') return;
    it('sends no packet that arrives, and opens no socket', () =>
      assert.deepEqual(tried?.arrived, { packets: 0, sockets: 0 }));
    it('changes no file but its own', () => assert.deepEqual(tried?.changed, []));
    it('leaves no process behind', () => assert.equal(tried?.survives, false));
  });
}
