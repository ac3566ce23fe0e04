import assert from 'node:assert/strict';
import { failed, issueBy, json, urlOf } from '../asking.ts';
import { startService } from '../guard/service.ts';
import type { Service } from '../guard/service.ts';
import { newValue } from '../scratch.ts';

describe('the client of a token exchange', () => {
  it('is the one that this machine names, where a manifest cannot hold its id', async () => {
    await using service = await startService(({ url }, response) => {
      const issuer = urlOf(service);
      if (url?.startsWith('/.well-known')) return json(response, { issuer, token_endpoint: `${issuer}/token` });
      return response.writeHead(401).end();
    }, 'http');
    const id = 'A1b2C3d4'.repeat(4);
    await failed(exchangeAt(service, '', { VALET_KEY_OAUTH_CLIENT_ID: id }));
    const [, exchange] = service.reached;
    assert.equal(exchange?.headers.authorization, `Basic ${Buffer.from(`${id}:own`).toString('base64')}`);
  });
});

describe('the metadata of an authorization server', () => {
  it('are found by RFC 8414, too, for an issuer with a path', async () => {
    const value = newValue();
    await using service = await startService(({ url }, response) => {
      const issuer = `${urlOf(service)}/realm`;
      if (url === '/.well-known/oauth-authorization-server/realm')
        return json(response, { issuer, token_endpoint: `${issuer}/token` });
      if (url !== '/realm/token') return response.writeHead(404).end();
      return json(response, { access_token: value, token_type: 'bearer', authorization_details: [] });
    }, 'http');
    const issued = await exchangeAt(service, '/realm/');
    assert.deepEqual([issued.value, issued.revocation, issued.expiresAt], [value, undefined, undefined]);
    assert.equal(service.reached[0]?.url, '/realm/.well-known/openid-configuration');
  });

  for (const [fact, metadata, expected] of [
    [
      'of another issuer',
      (own: string) => ({ issuer: 'https://other.example', token_endpoint: `${own}/token` }),
      /another/,
    ],
    ['of no issuer', (own: string) => ({ token_endpoint: `${own}/token` }), /gave no issuer/],
    [
      'that lead elsewhere',
      (own: string) => ({ issuer: own, token_endpoint: 'https://other.example/token' }),
      /names a token_endpoint at another host than VALET_KEY_OAUTH_ISSUER: it is not asked/,
    ],
    ['without an address', (own: string) => ({ issuer: own }), /gave no token_endpoint/],
  ] as const) {
    it(`${fact} are not followed, and nothing secret is sent`, async () => {
      await using service = await startService((_call, response) => json(response, metadata(urlOf(service))), 'http');
      assert.match((await failed(exchangeAt(service, ''))).message, expected);
      assert.ok(
        service.reached.every(({ method, headers }) => method === 'GET' && headers.authorization === undefined),
      );
    });
  }

  it('that are nowhere are told', async () => {
    await using service = await startService((_call, response) => response.writeHead(404).end(), 'http');
    assert.match(
      (await failed(exchangeAt(service, ''))).message,
      /answered 404: it has no metadata there; check VALET/,
    );
  });
});

function exchangeAt(service: Service, path: string, more = {}) {
  const env = {
    VALET_KEY_OAUTH_ISSUER: urlOf(service) + path,
    VALET_KEY_OAUTH_SUBJECT_TOKEN: 'person',
    VALET_KEY_OAUTH_CLIENT_SECRET: 'own',
    ...more,
  };
  return issueBy('token-exchange', { ref: 'client', env, actions: ['orders:read'] });
}
