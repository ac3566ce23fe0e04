import assert from 'node:assert/strict';
import { isExempt, outerProxyOf } from '../../../src/broker/guard/outer-proxy.ts';
import { createUpstream } from '../../../src/broker/guard/upstream.ts';
import { runVariable } from '../../../src/broker/protocol/variables.ts';
import { newValue } from '../scratch.ts';
import { callPlainly, callThrough, guardFor } from './guarded.ts';
import { startHttp2 } from './http2-service.ts';
import { startNetworkProxy } from './network-proxy.ts';
import { echo, startService } from './service.ts';
import { ask, bearer, done, sessionThrough } from './streams.ts';

/** A name that nobody knows but the proxy. */
const name = 'api.acme.example';

describe('behind the proxy of a network, the guard', () => {
  it('calls through it, with its credentials to it alone', async () => {
    await using service = await startService(echo, 'https', name);
    await using proxy = await startNetworkProxy();
    const password = newValue();
    const env = { HTTPS_PROXY: `http://somebody:${password}@127.0.0.1:${proxy.port}` };
    using upstream = createUpstream({ ca: service.certificate }, {}, outerProxyOf(env));
    using guarded = await guardFor({ upstream }, { call: [{ host: `${name}:${service.port}` }] });
    const headers = { authorization: `Bearer ${guarded.placeholder}` };
    const { status } = await callThrough(guarded, `${name}:${service.port}`, { headers });
    assert.equal(status, 200);
    const credentials = `Basic ${Buffer.from(`somebody:${password}`).toString('base64')}`;
    assert.deepEqual(proxy.asked, [{ place: `${name}:${service.port}`, credentials }]);
    assert.equal(service.reached[0]?.headers.authorization, `Bearer ${guarded.value}`);
    assert.equal(service.reached[0].headers['proxy-authorization'], undefined);
    assert.ok(!JSON.stringify(guarded.events).includes(password));
  });

  it('speaks HTTP/2 through it', async () => {
    await using service = await startHttp2(done, { name });
    await using proxy = await startNetworkProxy();
    const outer = outerProxyOf({ https_proxy: `127.0.0.1:${proxy.port}` });
    using upstream = createUpstream({ ca: service.certificate }, { keepAlive: true }, outer);
    using guarded = await guardFor({ upstream }, { call: [{ host: `${name}:${service.port}` }] });
    using session = await sessionThrough(guarded, `${name}:${service.port}`, ['h2'], name);
    assert.equal((await ask(session, bearer(guarded))).body, 'done');
    assert.equal(service.reached[0]?.headers.authorization, `Bearer ${guarded.value}`);
    assert.equal(proxy.asked.length, 1);
  });

  it('calls in plain HTTP through it, and passes on what it does not take apart', async () => {
    await using plain = await startService((_call, response) => response.end('plain'), 'http', name);
    await using secure = await startService((_call, response) => response.end('secure'), 'https', name);
    await using proxy = await startNetworkProxy();
    using upstream = createUpstream({}, {}, outerProxyOf({ ALL_PROXY: `http://127.0.0.1:${proxy.port}` }));
    using guarded = await guardFor({ upstream }, { call: [] });
    assert.equal((await callPlainly(guarded, `http://${name}:${plain.port}/`, {})).body, 'plain');
    const untouched = { ...guarded, certificate: secure.certificate };
    assert.equal((await callThrough(untouched, `${name}:${secure.port}`, {})).body, 'secure');
    assert.deepEqual(
      proxy.asked.map(({ place }) => place),
      [`${name}:${plain.port}`, `${name}:${secure.port}`],
    );
  });

  it('refuses with what it was told where the proxy opens nothing', async () => {
    await using service = await startService(echo, 'https', name);
    await using refusing = await startNetworkProxy(407);
    for (const [place, code] of [
      [`127.0.0.1:${refusing.port}`, 'PROXY_ANSWERED_407'],
      ['127.0.0.1:1', 'PROXY_ECONNREFUSED'],
      ['%E0%A4%A@127.0.0.1:1', 'PROXY_CREDENTIALS_MALFORMED'],
    ] as const) {
      const outer = outerProxyOf({ HTTPS_PROXY: `http://${place}` });
      using upstream = createUpstream({ ca: service.certificate }, {}, outer);
      using guarded = await guardFor({ upstream }, { call: [{ host: `${name}:${service.port}` }] });
      const { status, body } = await callThrough(guarded, `${name}:${service.port}`, {});
      assert.equal(status, 502);
      assert.match(body, new RegExp(`could not be reached.*\\(${code}\\)`));
    }
  });

  const proxied = { HTTPS_PROXY: 'http://127.0.0.1:1' };
  const direct: readonly (readonly [fact: string, env: Readonly<Record<string, string>>, host: string])[] = [
    ['this machine', proxied, 'localhost'],
    ['an address of this machine', proxied, '127.0.0.1'],
    ['what NO_PROXY names', { ...proxied, NO_PROXY: `a.example, ${name}` }, name],
    ['everything within a run', { ...proxied, [runVariable]: 'run' }, name],
    ['everything behind a proxy of another kind', { HTTPS_PROXY: 'socks5://127.0.0.1:1' }, name],
    ['everything where there is none', {}, name],
  ];
  for (const [fact, env, host] of direct) {
    it(`calls directly: ${fact}`, () => assert.equal(outerProxyOf(env)({ host, port: 443 }, 'https'), undefined));
  }
});

describe('NO_PROXY', () => {
  const rows: readonly (readonly [entry: string, host: string, is: boolean])[] = [
    ['*', 'a.example', true],
    ['a.example', 'a.example', true],
    ['a.example', 'b.a.example', true],
    ['.a.example', 'b.a.example', true],
    ['*.a.example', 'b.a.example', true],
    ['A.Example', 'a.example', true],
    ['a.example', 'ba.example', false],
    ['a.example:443', 'a.example', true],
    ['a.example:8443', 'a.example', false],
    ['192.0.2.1', '192.0.2.1', true],
    ['2.1', '192.0.2.1', false],
    ['[2001:db8::1]', '2001:db8::1', true],
    ['[2001:db8::1]:8443', '2001:db8::1', false],
    ['.', 'a.example', false],
  ];
  for (const [entry, host, is] of rows) {
    it(`${entry} ${is ? 'means' : 'does not mean'} ${host}`, () =>
      assert.equal(isExempt({ host, port: 443 }, [entry]), is));
  }
});
