import assert from 'node:assert/strict';
import type { Issued } from '../../src/broker/providers/provider.ts';
import { revokeAtProvider } from '../../src/broker/providers/revoke.ts';
import { failed, issueBy } from '../broker/asking.ts';
import { newValue } from '../broker/scratch.ts';
import { startAuthorizationServer } from './parts/authorization-server.ts';
import type { AuthorizationServer } from './parts/authorization-server.ts';

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
