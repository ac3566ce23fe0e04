import assert from 'node:assert/strict';
import type { Delivery } from '../../../src/core/requests/manifest.ts';
import { ProviderError } from '../../../src/broker/providers/provider.ts';
import { newValue } from '../scratch.ts';
import { callThrough, guardFor } from './guarded.ts';
import type { Called, GuardedOptions } from './guarded.ts';
import { startHttp2 } from './http2-service.ts';
import { echo, startService } from './service.ts';
import { ask, bearer, done, sessionThrough } from './streams.ts';

describe('a refusal', () => {
  it('names what was refused, for people in words and for programs in fields', async () => {
    const { error, host } = await refusedAt({ path: '/v2/charges?at=1' });
    assert.deepEqual(
      [error.type, error.code, error.host, error.method, error.path, error.request],
      ['valet_key_refused', 'path-not-in-call-set', host, 'GET', '/v2/charges', 'acme'],
    );
    assert.match(
      error.message,
      /^Refused by Valet Key: \/v2\/charges is not in the call set at localhost.*new approval/,
    );
  });

  const deliveries: readonly (readonly [Delivery, RegExp])[] = [
    [{ mode: 'header', env: 'ACME', header: 'X-Key', format: '{}' }, /in the header "X-Key"/],
    [{ mode: 'basic', env: 'ACME' }, /as user name or password of Basic authentication/],
    [{ mode: 'query', env: 'ACME', parameter: 'key' }, /in the query parameter "key"/],
    [{ mode: 'path', env: 'ACME' }, /in the path/],
    [{ mode: 'sigv4', env: 'ACME' }, /as the key that signs the call/],
  ];
  for (const [delivery, where] of deliveries) {
    it(`of a placeholder in a body says where one of mode ${delivery.mode} belongs`, async () => {
      const { error } = await refusedAt({ path: '/v1', isInBody: true }, { delivery });
      assert.equal(error.code, 'credential-misplaced');
      assert.match(error.message, where);
      assert.equal(error.request, 'acme');
    });
  }

  it("of a provider's trouble says what the provider says", async () => {
    const { error, status } = await refusedAt(
      { path: '/v1' },
      { issue: failing('OpenBao answered 403: permission denied; ask for less') },
    );
    assert.deepEqual([status, error.code], [502, 'provider-failed']);
    assert.match(error.message, /from its provider: OpenBao answered 403: permission denied; ask for less\./);
    assert.equal(error.detail, 'OpenBao answered 403: permission denied; ask for less');
  });

  it('of anything else that goes wrong there says nothing of it, for it may hold a value', async () => {
    const secret = newValue();
    const { error, body } = await refusedAt({ path: '/v1' }, { issue: () => Promise.reject(new TypeError(secret)) });
    assert.equal(error.code, 'provider-failed');
    assert.ok(!body.includes(secret));
  });

  it("of a provider's trouble reaches a client of gRPC, with the status that says try later", async () => {
    await using service = await startHttp2(done);
    const issue = failing('OpenBao could not be reached');
    using guarded = await guardFor(service, { call: [{ host: `localhost:${service.port}` }], issue });
    using session = await sessionThrough(guarded, `localhost:${service.port}`, ['h2']);
    const grpc = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' };
    const { headers } = await ask(session, { ...bearer(guarded), ...grpc }, { body: 'x' });
    assert.equal(headers['grpc-status'], '14');
    assert.match(decodeURIComponent(String(headers['grpc-message'])), /OpenBao could not be reached/);
  });

  for (const protocol of ['http/1.1', 'h2'] as const) {
    it(`in ${protocol} of a service that is not there names what the system says`, async () => {
      await using service = await startService(echo);
      const gone = await startService(echo);
      await gone[Symbol.asyncDispose]();
      const host = `localhost:${gone.port}`;
      using guarded = await guardFor(service, { call: [{ host }] });
      const { body } =
        protocol === 'h2'
          ? await ask(await sessionThrough(guarded, host, ['h2']), bearer(guarded))
          : await callThrough(guarded, host, { headers: bearer(guarded) });
      const { error } = JSON.parse(body) as Refusal;
      assert.deepEqual([error.code, error.detail], ['upstream-unreachable', 'ECONNREFUSED']);
      assert.match(error.message, /could not be reached.*\(ECONNREFUSED\)/);
    });
  }
});

function failing(words: string): () => Promise<never> {
  return () => Promise.reject(new ProviderError(words));
}

interface Refusal {
  readonly error: Readonly<
    Record<'type' | 'code' | 'message' | 'host' | 'method' | 'path' | 'request' | 'detail', string>
  >;
}

async function refusedAt(
  { path, isInBody = false }: { readonly path: string; readonly isInBody?: boolean },
  options: Partial<GuardedOptions> = {},
): Promise<Called & Refusal & { readonly host: string }> {
  await using service = await startService(echo);
  const host = `localhost:${service.port}`;
  using guarded = await guardFor(service, { call: [{ host, paths: ['/v1'] }], ...options });
  const called = await callThrough(
    guarded,
    host,
    isInBody ? { method: 'POST', path, body: `{"key":"${guarded.placeholder}"}` } : { path, headers: bearer(guarded) },
  );
  assert.equal(called.headers['content-type'], 'application/json');
  assert.equal(service.reached.length, 0);
  return { ...called, ...(JSON.parse(called.body) as Refusal), host };
}
