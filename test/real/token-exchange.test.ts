import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Issued } from '../../src/broker/providers/provider.ts';
import { revokeAtProvider } from '../../src/broker/providers/revoke.ts';
import type { Manifest } from '../../src/core/requests/manifest.ts';
import { failed, issueBy, json } from '../broker/asking.ts';
import { startService } from '../broker/guard/service.ts';
import type { Service } from '../broker/guard/service.ts';
import { newValue } from '../broker/scratch.ts';
import { approve, keep, workplace } from '../cli/program.ts';
import type { Workplace } from '../cli/program.ts';
import { startAuthorizationServer } from './parts/authorization-server.ts';
import type { AuthorizationServer } from './parts/authorization-server.ts';

const orderDetail = { type: 'api_credential', actions: ['orders:read'], locations: ['https://api.acme.example'] };

describe('token exchange with a real authorization server', () => {
  let server: AuthorizationServer;
  let env: Readonly<Record<string, string>>;

  before(async () => {
    server = await startAuthorizationServer();
    const person = await server.personsToken([{ type: 'api_credential', actions: ['orders:read', 'orders:write'] }]);
    env = {
      VALET_KEY_OAUTH_ISSUER: server.issuer,
      VALET_KEY_OAUTH_SUBJECT_TOKEN: person,
      VALET_KEY_OAUTH_CLIENT_SECRET: server.client.secret,
    };
  });
  after(() => server[Symbol.asyncDispose]());

  const exchange = (actions: readonly string[], more = {}): Promise<Issued> =>
    issueBy('token-exchange', {
      ref: server.client.id,
      env: { ...env, ...more },
      details: [{ type: 'api_credential', actions, locations: ['https://api.acme.example'] }],
    });

  it('gives a token of the person that can do no more than the request asks, and names who acts', async () => {
    const { value, expiresAt = 0 } = await exchange(['orders:read']);
    const seen = await server.introspect(value);
    assert.deepEqual(
      [seen['active'], seen['sub'], seen['act'], seen['authorization_details']],
      [
        true,
        'person',
        { sub: 'valet-key' },
        [{ type: 'api_credential', actions: ['orders:read'], locations: ['https://api.acme.example'] }],
      ],
    );
    assert.ok(Math.abs(expiresAt - Date.now() - 300_000) < 5_000);
    const whole = await server.introspect(env['VALET_KEY_OAUTH_SUBJECT_TOKEN'] ?? '');
    assert.deepEqual(whole['active'], true, 'the token of the person stays as it is');
  });

  it('revokes the token and leaves that of the person alone', async () => {
    const { value, revocation } = await exchange(['orders:read']);
    await revokeAtProvider(revocation ?? assert.fail());
    assert.deepEqual(await server.introspect(value), { active: false });
    await revokeAtProvider(revocation ?? assert.fail());
    assert.equal((await server.introspect(env['VALET_KEY_OAUTH_SUBJECT_TOKEN'] ?? ''))['active'], true);
  });

  it('gives a token that ends by itself', async () => {
    server.lasts = 1;
    const { value } = await exchange(['orders:read']).finally(() => (server.lasts = 300));
    while ((await server.introspect(value))['active'] === true) await new Promise((done) => setTimeout(done, 100));
  });

  it('serves a run: the service sees an attenuated token on the guarded call, and it is dead at the end', async function () {
    this.timeout(60_000);
    const tokens: string[] = [];
    await using orders = await startService(({ headers }, response) => {
      const token = (headers.authorization ?? '').replace('Bearer ', '');
      tokens.push(token);
      void server.introspect(token).then((seen) => json(response, [seen['active'], seen['authorization_details']]));
    });
    using place = await prepared({ client: server.client.id, env, orders });
    const { status, stdout, stderr } = await place.run(['run', 'sync']);
    assert.deepEqual([status, JSON.parse(stdout)], [0, [true, [orderDetail]]], stderr);
    const [token = assert.fail()] = tokens;
    assert.deepEqual(await server.introspect(token), { active: false });
    const audit = (await place.run(['audit'])).stdout;
    assert.match(audit, /called localhost:\d+ GET \/v1\/orders under orders-reader: allowed/);
    assert.match(audit, /gave its credential back to token-exchange under orders-reader: done/);
    assert.ok(![stdout, stderr, audit].join('').includes(token));
  });

  it('gives a token that a service takes for what was asked, and for nothing else', async () => {
    const { value } = await exchange(['orders:read']);
    const needs = (action: string) => async () => {
      const seen = await server.introspect(value);
      const details = seen['authorization_details'] as readonly { readonly actions: readonly string[] }[];
      return seen['active'] === true && details.some(({ actions }) => actions.includes(action));
    };
    assert.deepEqual([await needs('orders:read')(), await needs('orders:write')()], [true, false]);
    assert.equal((await server.introspect(value))['aud'], 'https://api.acme.example');
    const person = await server.introspect(env['VALET_KEY_OAUTH_SUBJECT_TOKEN'] ?? '');
    assert.match(JSON.stringify(person['authorization_details']), /orders:write/, 'which the person does have');
  });

  for (const [fact, instead, expected] of [
    [
      'that does more than was asked',
      { authorization_details: [{ type: 'api_credential', actions: ['orders:read', 'orders:write'] }] },
      /gave a token that does more than "authorization_details" ask for: it is not used/,
    ],
    [
      'for other places',
      { authorization_details: [{ ...orderDetail, locations: ['https://other.example'] }] },
      /does more than/,
    ],
    ['of which it does not say what it does', { authorization_details: undefined }, /must know rich authorization/],
    ['that is bound to a key', { token_type: 'DPoP' }, /binds its tokens to a key \(DPoP, RFC 9449\)/],
    ['that is none for calls', { token_type: 'N_A' }, /its "token_type" is not Bearer/],
  ] as const) {
    it(`uses no token ${fact}, and revokes it`, async () => {
      server.instead = instead;
      const error = await failed(exchange(['orders:read'])).finally(() => delete server.instead);
      assert.match(error.message, expected);
      assert.deepEqual(await server.introspect(server.last), { active: false });
    });
  }

  it('is exchanged anew where it ends in the middle of a task', async function () {
    this.timeout(60_000);
    const tokens: string[] = [];
    await using orders = await startService(({ headers }, response) => {
      const token = (headers.authorization ?? '').replace('Bearer ', '');
      tokens.push(token);
      void server.introspect(token).then((seen) => json(response, seen['active']));
    });
    using place = await prepared({ client: server.client.id, env, orders, calls: 2 });
    server.lasts = 2;
    const { stdout, stderr } = await place.run(['run', 'sync']).finally(() => (server.lasts = 300));
    assert.equal(stdout, 'true\ntrue\n', stderr);
    assert.equal(new Set(tokens).size, 2);
  });

  it('that is refused is told to the task and to the person, and it stands in the log', async function () {
    this.timeout(60_000);
    await using orders = await startService((_call, response) => response.end());
    const worse = { ...env, VALET_KEY_OAUTH_CLIENT_SECRET: newValue() };
    using place = await prepared({ client: server.client.id, env: worse, orders });
    const { stdout, stderr } = await place.run(['run', 'sync']);
    assert.match(stdout, /"code":"provider-failed"/);
    assert.match(
      stderr,
      /no credential for "orders-reader": The authorization server answered 401: it does not know the client/,
    );
    assert.match(
      (await place.run(['audit'])).stdout,
      /asked token-exchange for its credential under orders-reader: failed \(The authorization/,
    );
    assert.equal(orders.reached.length, 0);
  });

  for (const [fact, ask, expected] of [
    [
      'what the person does not have',
      () => exchange(['orders:delete']),
      /answered 400: .*"authorization_details" ask for/,
    ],
    [
      'a person whose token has ended',
      () => exchange(['orders:read'], { VALET_KEY_OAUTH_SUBJECT_TOKEN: newValue() }),
      /answered 400: .*VALET_KEY_OAUTH_SUBJECT_TOKEN may have ended/,
    ],
    [
      'a client with another secret',
      () => exchange(['orders:read'], { VALET_KEY_OAUTH_CLIENT_SECRET: newValue() }),
      /answered 401: it does not know the client; check "ref" in valet-key.json and VALET_KEY_OAUTH_CLIENT_SECRET$/,
    ],
    [
      'a server that is not there',
      () => exchange(['orders:read'], { VALET_KEY_OAUTH_ISSUER: 'http://127.0.0.1:1' }),
      /could not be reached at 127\.0\.0\.1:1/,
    ],
    [
      'an address of the server that is another',
      () => exchange(['orders:read'], { VALET_KEY_OAUTH_ISSUER: `${server.issuer}/realm` }),
      /answered 404/,
    ],
  ] as const) {
    it(`gives nothing for ${fact}, and says what to do`, async () => {
      assert.match((await failed(ask())).message, expected);
    });
  }
});

interface Preparing {
  readonly client: string;
  readonly env: Readonly<Record<string, string>>;
  readonly orders: Service;
  readonly calls?: number;
}

/** A workspace with a task that reads orders with a token that is exchanged for it. */
async function prepared({ client, env, orders, calls = 1 }: Preparing): Promise<Workplace> {
  const place = workplace();
  const url = `https://localhost:${orders.port}/v1/orders`;
  const call = `await fetch('${url}', { headers: { authorization: 'Bearer ' + process.env.ORDERS } }).then(async (answer) => console.log(await answer.text()));`;
  const pause = 'await new Promise((done) => setTimeout(done, 2500));';
  const script = `(async () => { ${Array.from({ length: calls }, () => call).join(pause)} })()`;
  const manifest: Manifest = {
    version: 1,
    requests: {
      'orders-reader': {
        subject: 'task:sync',
        purpose: 'A test',
        authorization_details: [orderDetail],
        call: [{ host: `localhost:${orders.port}`, methods: ['GET'], paths: ['/v1/orders'] }],
        source: { provider: 'token-exchange', ref: client },
        delivery: { mode: 'header', env: 'ORDERS', header: 'Authorization', format: 'Bearer {}' },
        max_ttl: '10m',
        approval: 'once-per-session',
      },
    },
    tasks: { sync: { command: [process.execPath, '-e', script], uses: ['orders-reader'] } },
  };
  place.write({ 'valet-key.json': JSON.stringify(manifest) });
  await keep(place, []);
  await approve(place, manifest);
  const authority = join(place.home, 'authority.pem');
  writeFileSync(authority, orders.certificate);
  const all = { ...env, NODE_EXTRA_CA_CERTS: authority };
  return { ...place, run: (args, more = {}) => place.run(args, { ...more, env: { ...all, ...more.env } }) };
}
