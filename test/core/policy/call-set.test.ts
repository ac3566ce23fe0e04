import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { normalHost } from '../../../src/core/policy/call-host.ts';
import { matchesPath, normalPath } from '../../../src/core/policy/call-path.ts';
import { callSetOf, decideCall, decideConnection } from '../../../src/core/policy/call-set.ts';
import type { Call, Decision } from '../../../src/core/policy/call-set.ts';
import { refusalWords } from '../../../src/core/policy/refusal.ts';
import type { RefusalCode } from '../../../src/core/policy/refusal.ts';
import type { Manifest } from '../../../src/core/requests/manifest.ts';
import { request } from '../requests/samples.ts';

const manifest: Manifest = {
  version: 1,
  requests: {
    acme: request,
    all: {
      ...request,
      call: [{ host: '*.wide.example:443' }, { host: '127.0.0.1:8080' }, { host: '[2001:DB8::1]:443' }],
    },
  },
  tasks: {
    sync: { command: ['node'], uses: ['acme', 'all'], call: [{ host: 'registry.npmjs.org:443', methods: ['GET'] }] },
  },
};
const set = callSetOf(manifest, { task: 'sync', uses: ['acme', 'all'] });

describe('the call set', () => {
  for (const [call, expected] of [
    ['GET https://api.acme.example/v1/orders', ['acme']],
    ['GET https://api.acme.example/v1/orders/', ['acme']],
    ['GET https://api.acme.example/v1/orders/7/lines', ['acme']],
    ['GET https://api.acme.example/v1/orders?limit=1&at=..%2F', ['acme']],
    ['GET https://API.Acme.Example/v1/orders', ['acme']],
    ['GET https://api.acme.example./v1/orders', ['acme']],
    ['GET https://api.acme.example/v1/%6frders', ['acme']],
    ['POST https://api.acme.example/v1/orders', 'method-not-in-call-set'],
    ['get https://api.acme.example/v1/orders', 'method-not-in-call-set'],
    ['HEAD https://api.acme.example/v1/orders', 'method-not-in-call-set'],
    ['GET https://api.acme.example/v1/ordersX', 'path-not-in-call-set'],
    ['GET https://api.acme.example/V1/orders', 'path-not-in-call-set'],
    ['GET https://api.acme.example/', 'path-not-in-call-set'],
    ['GET https://api.acme.example/v1/orders/../refunds', 'path-ambiguous'],
    ['GET https://api.acme.example/v1/orders/%2e%2e/refunds', 'path-ambiguous'],
    ['GET https://api.acme.example/v1/orders/.%2E/refunds', 'path-ambiguous'],
    ['GET https://api.acme.example/v1/orders/..;/refunds', 'path-ambiguous'],
    ['GET https://api.acme.example/v1/orders/..%2frefunds', 'path-ambiguous'],
    ['GET https://api.acme.example/v1/orders/%252e%252e/refunds', 'path-ambiguous'],
    ['GET https://api.acme.example/v1/orders/..%5crefunds', 'path-ambiguous'],
    ['GET https://api.acme.example/v1/orders\\..\\refunds', 'path-ambiguous'],
    ['GET https://api.acme.example//v1/orders', 'path-ambiguous'],
    ['GET https://api.acme.example/v1/orders/%00', 'path-ambiguous'],
    ['GET https://api.acme.example/v1/orders/%zz', 'path-ambiguous'],
    ['GET https://api.acme.example/v1/orders#/refunds', 'path-ambiguous'],
    ['GET https://api.acme.example/v1/orders%3f/refunds', 'path-ambiguous'],
    ['GET https://api.acme.example/v1/orders/..%3b/refunds', 'path-ambiguous'],
    ['GET https://api.acme.example/v1/orders/%c0%ae%c0%ae/refunds', 'path-ambiguous'],
    ['GET https://api.acme.example:8443/v1/orders', 'host-not-in-call-set'],
    ['GET http://api.acme.example:80/v1/orders', 'host-not-in-call-set'],
    ['GET http://api.acme.example:443/v1/orders', []],
    ['GET https://evil.example/v1/orders', 'host-not-in-call-set'],
    ['GET https://api.acme.example.evil.example/v1/orders', 'host-not-in-call-set'],
    ['GET https://xapi.acme.example/v1/orders', 'host-not-in-call-set'],
    ['GET https://api%2eacme.example/v1/orders', 'host-ambiguous'],
    ['GET https://user@api.acme.example/v1/orders', 'host-ambiguous'],
    ['GET https://api.acme.exаmple/v1/orders', 'host-ambiguous'],
    ['GET https://ａpi.acme.example/v1/orders', 'host-ambiguous'],
    ['GET https://api.acme.example../v1/orders', 'host-ambiguous'],
    ['DELETE https://a.wide.example/any//path/..', ['all']],
    ['PATCH https://a.b.wide.example/', ['all']],
    ['TRACE https://a.wide.example/', 'method-not-in-call-set'],
    ['CONNECT https://a.wide.example/', 'method-not-in-call-set'],
    ['GET https://wide.example/', 'host-not-in-call-set'],
    ['GET https://.wide.example/', 'host-ambiguous'],
    ['GET http://127.0.0.1:8080/', ['all']],
    ['GET http://127.1:8080/', 'host-ambiguous'],
    ['GET http://2130706433:8080/', 'host-ambiguous'],
    ['GET http://0x7f.0.0.1:8080/', 'host-ambiguous'],
    ['GET http://0177.0.0.1:8080/', 'host-ambiguous'],
    ['GET https://[2001:db8::1]/', ['all']],
    ['GET https://[2001:0db8:0:0:0:0:0:1]/', ['all']],
    ['GET https://[2001:db8::1%25eth0]/', 'host-ambiguous'],
    ['GET https://[2001:db8::2]/', 'host-not-in-call-set'],
    ['GET https://registry.npmjs.org/acme', []],
    ['PUT https://registry.npmjs.org/acme', 'method-not-in-call-set'],
  ] as const) {
    it(`${call} is ${typeof expected === 'string' ? expected : `allowed with ${expected.join() || 'no credential'}`}`, () => {
      assert.deepEqual(decideCall(set, callOf(call)), decision(expected));
    });
  }

  it('of a command that is no task leaves other hosts to the command, without a credential', () => {
    const open = callSetOf(manifest, { uses: ['acme'] });
    assert.deepEqual(decideCall(open, callOf('GET https://elsewhere.example/')), decision([]));
    assert.deepEqual(decideConnection(open, { host: 'elsewhere.example', port: 22 }), decision([]));
    assert.deepEqual(
      decideCall(open, callOf('POST https://api.acme.example/v1/orders')),
      decision('method-not-in-call-set'),
    );
  });

  it('of a task opens no connection that it does not name', () => {
    assert.deepEqual(decideConnection(set, { host: 'api.acme.example', port: 443 }), decision(['acme']));
    assert.deepEqual(decideConnection(set, { host: 'api.acme.example', port: 22 }), decision('host-not-in-call-set'));
    assert.deepEqual(decideConnection(set, { host: 'evil.example', port: 443 }), decision('host-not-in-call-set'));
  });

  for (const [fact, call, mode, isPlain] of [
    ['a port of a database', { host: 'db.internal:5432' }, 'env', true],
    ['a port of a database, with a file to read once', { host: 'db.internal:5432' }, 'fd', true],
    ['any hosts at a port of a database', { host: '*.db.internal:5432' }, 'env', true],
    ['a port of the web, said to carry anything', { host: 'db.internal:443', methods: ['CONNECT'] }, 'env', true],
    ['a port of the web', { host: 'db.internal:443' }, 'env', false],
    ['another port of the web', { host: 'db.internal:8443' }, 'env', false],
    ['methods at another port', { host: 'db.internal:9200', methods: ['GET', 'CONNECT'] }, 'env', false],
    ['paths at another port', { host: 'db.internal:9200', paths: ['/**'] }, 'env', false],
    ['a credential that the guard puts on calls', { host: 'db.internal:9200' }, 'header', false],
    ['a credential that the guard puts on calls', { host: 'db.internal:9200', methods: ['CONNECT'] }, 'basic', false],
  ] as const) {
    it(`${isPlain ? 'means connections' : 'means calls'} by a rule for ${fact} (${mode})`, () => {
      const acme = { ...request, call: [call], delivery: { mode, env: 'ACME' } };
      const [host = '', port] = call.host.replace('*', 'eu').split(':');
      const ofTask = callSetOf({ version: 1, requests: { acme } }, { uses: ['acme'] });
      assert.deepEqual(decideConnection(ofTask, { host, port: Number(port) }), {
        ...decision(['acme']),
        ...(isPlain && { plain: true }),
      });
    });
  }

  it('judges calls where one of several rules for a host means calls', () => {
    const acme = { ...request, call: [{ host: 'db.internal:9200' }], delivery: { mode: 'env', env: 'ACME' } } as const;
    const tasks = {
      sync: { command: ['node'], uses: ['acme'], call: [{ host: '*.internal:9200', methods: ['GET'] }] },
    };
    const both = callSetOf({ version: 1, requests: { acme }, tasks }, { task: 'sync', uses: ['acme'] });
    assert.deepEqual(decideConnection(both, { host: 'db.internal', port: 9200 }), decision(['acme']));
  });

  it('makes no HTTP call by a rule that says it means connections', () => {
    const acme = {
      ...request,
      call: [{ host: 'db.internal:443', methods: ['CONNECT'] }],
      delivery: { mode: 'env' },
    } as const;
    const ofTask = callSetOf({ version: 1, requests: { acme } }, { uses: ['acme'] });
    for (const method of ['GET', 'CONNECT']) {
      assert.deepEqual(
        decideCall(ofTask, callOf(`${method} https://db.internal/`)),
        decision('method-not-in-call-set'),
      );
    }
  });

  for (const host of ['api.acme.example:0', 'api.acme.example:70000', '0x7f.1:443', 'a..b:443', '']) {
    it(`allows nothing by a rule for "${host}"`, () => {
      const broken = { ...manifest, requests: { acme: { ...request, call: [{ host }] } } };
      assert.deepEqual(callSetOf(broken, { uses: ['acme'] }).rules, []);
    });
  }

  it('says of every refusal what to do, without a value', () => {
    const refused = { host: 'api.acme.example:443', method: 'GET', path: '/v1', request: 'acme' };
    assert.match(
      refusalWords({ ...refused, code: 'host-not-in-call-set' }),
      /add \{"host": "api\.acme\.example:443"\}/,
    );
    assert.match(refusalWords({ ...refused, code: 'method-not-in-call-set' }), /GET is not allowed.*new approval/);
  });
});

describe('hosts and paths', () => {
  it('in normal form stay as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aB1.-:[]%f/'.split('')) }), (text) => {
        const host = normalHost(text);
        if (host !== undefined) assert.equal(normalHost(host), host);
        const path = normalPath(`/${text}`);
        if (path !== undefined) assert.equal(normalPath(path), path);
      }),
    );
  });

  it('in normal form have no dot segments', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', '%2e', '%2E', 'a', '/', ';', '%2f', '%25')), (parts) => {
        const path = normalPath(`/${parts.join('')}`);
        if (path === undefined) return;
        assert.equal(new URL(path, 'http://a').pathname, path);
      }),
    );
  });

  for (const [glob, path, expected] of [
    ['/v1/**', '/v1', true],
    ['/v1/**', '/v1/a/b', true],
    ['/v1/*', '/v1', false],
    ['/v1/*', '/v1/a', true],
    ['/v1/*', '/v1/a/b', false],
    ['/**', '/', true],
    ['/**', '/a/b', true],
    ['/', '/', true],
    ['/', '/a', false],
    ['/v1/**/lines', '/v1/lines', true],
    ['/v1/**/lines', '/v1/a/b/lines', true],
    ['/v1/**/lines', '/v1/a/b/line', false],
    ['/v1/o*s', '/v1/orders', true],
    ['/v1/o*d*s', '/v1/orders', true],
    ['/v1/o*rd*rs', '/v1/ords', false],
    ['/v1/*.json', '/v1/.json', true],
    ['/v1/[a-z]', '/v1/b', false],
    ['/v1/{a,b}', '/v1/a', false],
    ['/v1/(a|b)', '/v1/a', false],
  ] as const) {
    it(`${glob} ${expected ? 'covers' : 'does not cover'} ${path}`, () =>
      assert.equal(matchesPath(glob, path), expected));
  }

  it('are compared in time that does not explode', () => {
    assert.equal(matchesPath(`/${'**/'.repeat(60)}x`, `/${'a/'.repeat(2000)}b`), false);
    assert.equal(matchesPath(`/${'*a'.repeat(60)}x`, `/${'a'.repeat(5000)}`), false);
  });
});

function callOf(text: string): Call {
  const match = /^(?<method>\S+) (?<scheme>https?):\/\/(?<host>\[.*?\]|[^/:]*)(?::(?<port>\d+))?(?<target>.*)$/u.exec(
    text,
  );
  const { method = '', scheme = '', host = '', port, target = '' } = match?.groups ?? {};
  assert.ok(scheme === 'https' || scheme === 'http');
  return { method, scheme, host, port: Number(port ?? 443), target };
}

function decision(expected: RefusalCode | readonly string[]): Decision {
  return typeof expected === 'string' ? { type: 'refused', code: expected } : { type: 'allowed', requests: expected };
}
