import assert from 'node:assert/strict';
import { generateKeyPairSync, createPublicKey, verify } from 'node:crypto';
import { sessionPolicy } from '../../../src/broker/providers/aws-session-policy.ts';
import { readReference } from '../../../src/broker/providers/one-password-reference.ts';
import { ProviderError } from '../../../src/broker/providers/provider.ts';
import { providerFor, providerNames } from '../../../src/broker/providers/providers.ts';
import { revokeAtProvider } from '../../../src/broker/providers/revoke.ts';
import { request as sample } from '../../core/requests/samples.ts';
import { startService } from '../guard/service.ts';
import { bodyOf, failed, issueBy, json, policyOf, storeOf, urlOf } from '../asking.ts';
import { newValue } from '../scratch.ts';

describe('providers', () => {
  it('are known by their names, and by no others', () => {
    assert.equal(new Set(providerNames()).size, providerNames().length);
    for (const name of providerNames()) assert.equal(providerFor(name)?.id, name);
    assert.equal(providerFor('toString'), undefined);
  });

  it('say what they need of the machine, and quote nothing that they were told', async () => {
    for (const name of providerNames().filter((one) => !['vault', 'github-app', 'command'].includes(one))) {
      const ref = name === '1password' ? 'op://a/b/c' : 'secret/data/app';
      const error = await failed(issueBy(name, { ref, actions: ['s3:GetObject'] }));
      assert.match(error.message, /needs [A-Z0-9_]+|needs its program "op"/);
    }
  });
});

describe('OpenBao', () => {
  it('issues a child token a grant, reads with it, and has it revoke itself', async () => {
    const [parent, child, value] = [newValue(), newValue(), newValue()];
    await using service = await startService(({ url, method, headers }, response) => {
      const token = headers['x-vault-token'];
      if (url === '/v1/auth/token/create' && token === parent)
        return json(response, { auth: { client_token: child, accessor: 'acc' } });
      if (url === '/v1/secret/data/app' && token === child)
        return json(response, { data: { data: { value }, metadata: { version: 1 } } });
      if (url === '/v1/auth/token/revoke-self' && method === 'POST' && token === child)
        return response.writeHead(204).end();
      return response.writeHead(403).end(value);
    }, 'http');
    const env = { BAO_ADDR: urlOf(service), BAO_TOKEN: parent };
    const issued = await issueBy('openbao', { ref: 'secret/data/app', env });
    assert.equal(issued.value, value);
    await revokeAtProvider(issued.revocation ?? assert.fail());
    assert.deepEqual(
      service.reached.map(({ url }) => url),
      ['/v1/auth/token/create', '/v1/secret/data/app', '/v1/auth/token/revoke-self'],
    );
    const asked = bodyOf(service.reached[0]);
    assert.deepEqual(
      [asked['renewable'], asked['explicit_max_ttl'], asked['meta']],
      [false, '600s', { grant: 'grant-1', subject: sample.subject }],
    );
  });

  it('takes a dynamic user apart, and revokes the token where the secret cannot be read', async () => {
    await using service = await startService(({ url }, response) => {
      if (url === '/v1/auth/token/create') return json(response, { auth: { client_token: 'c', accessor: 'acc' } });
      if (url === '/v1/database/creds/reader')
        return json(response, { lease_id: 'l', data: { username: 'v-user', password: 'v-pass-word' } });
      return response.writeHead(url?.includes('revoke') ? 204 : 404).end('secret text');
    }, 'http');
    const env = { VAULT_ADDR: urlOf(service), VAULT_TOKEN: 'p' };
    const issued = await issueBy('hashicorp-vault', { ref: 'database/creds/reader?field={username}:{password}', env });
    assert.deepEqual(
      [issued.value, issued.secrets],
      ['v-user:v-pass-word', ['v-user:v-pass-word', 'v-user', 'v-pass-word']],
    );
    const error = await failed(issueBy('openbao', { ref: 'secret/data/none', env }));
    assert.match(error.message, /^OpenBao answered 404: there is nothing at secret\/data\/none/);
    assert.equal(service.reached.at(-1)?.url, '/v1/auth/token/revoke-self');
  });

  for (const ref of ['sys/seal', 'auth/token/create', 'secret/../sys/seal', '/secret', '']) {
    it(`does not read ${JSON.stringify(ref)}`, async () => {
      const error = await failed(issueBy('openbao', { ref, env: { BAO_ADDR: 'http://127.0.0.1:1', BAO_TOKEN: 't' } }));
      assert.match(error.message, /has no secret at/);
    });
  }

  it('is opened by its own settings where a machine has those of Vault, too, and the other way round', async () => {
    await using service = await startService((_call, response) => response.writeHead(403).end(), 'http');
    const at = (name: string) => `${urlOf(service)}/${name}`;
    const env = { BAO_ADDR: at('bao'), BAO_TOKEN: 'b', VAULT_ADDR: at('vault'), VAULT_TOKEN: 'v' };
    for (const name of ['openbao', 'hashicorp-vault']) await failed(issueBy(name, { ref: 'secret/data/app', env }));
    assert.deepEqual(
      service.reached.map(({ url, headers }) => [url, headers['x-vault-token']]),
      [
        ['/bao/v1/auth/token/create', 'b'],
        ['/vault/v1/auth/token/create', 'v'],
      ],
    );
  });

  it('is not asked in the open', async () => {
    const error = await failed(
      issueBy('openbao', { ref: 'a/b', env: { BAO_ADDR: 'http://bao.example', BAO_TOKEN: 't' } }),
    );
    assert.match(error.message, /over https/);
  });
});

describe('OAuth token exchange', () => {
  it('asks for what the request says and no more, and revokes the token', async () => {
    const value = newValue();
    await using service = await startService(({ url }, response) => {
      const issuer = `http://127.0.0.1:${service.port}`;
      if (url?.startsWith('/.well-known'))
        return json(response, {
          issuer,
          token_endpoint: `${issuer}/token`,
          revocation_endpoint: `${issuer}/revoke`,
        });
      const granted = [{ type: 'api_credential', actions: ['orders:read'] }];
      const token = { access_token: value, token_type: 'Bearer', expires_in: 300, authorization_details: granted };
      return url === '/token' ? json(response, token) : response.end();
    }, 'http');
    const env = {
      VALET_KEY_OAUTH_ISSUER: urlOf(service),
      VALET_KEY_OAUTH_SUBJECT_TOKEN: 'person',
      VALET_KEY_OAUTH_CLIENT_SECRET: 'own',
    };
    const issued = await issueBy('token-exchange', { ref: 'client', env, actions: ['orders:read'] });
    assert.equal(issued.value, value);
    assert.ok((issued.expiresAt ?? 0) > Date.now() + 290_000);
    await revokeAtProvider(issued.revocation ?? assert.fail());
    const [, exchange, revocation] = service.reached;
    const form = new URLSearchParams(exchange?.body);
    assert.equal(form.get('grant_type'), 'urn:ietf:params:oauth:grant-type:token-exchange');
    assert.deepEqual(JSON.parse(form.get('authorization_details') ?? ''), [
      { type: 'api_credential', actions: ['orders:read'] },
    ]);
    assert.equal(new URLSearchParams(revocation?.body).get('token'), value);
    assert.equal(exchange?.headers.authorization, `Basic ${Buffer.from('client:own').toString('base64')}`);
  });
});

describe('AWS STS', () => {
  it('assumes the role with a session policy made from the request', async () => {
    const [secret, session] = [newValue(), newValue()];
    await using service = await startService((_call, response) => {
      response.end(
        `<R><Credentials><AccessKeyId>ASIAX</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${session}</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials></R>`,
      );
    }, 'http');
    const env = {
      AWS_ENDPOINT_URL_STS: urlOf(service),
      AWS_ACCESS_KEY_ID: 'AKIAX',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_REGION: 'eu-west-1',
    };
    const issued = await issueBy('aws-sts', { ref: 'arn:aws:iam::1:role/a', env, actions: ['s3:GetObject'] });
    assert.deepEqual([issued.value, issued.secrets], [`ASIAX:${secret}:${session}`, [secret, session]]);
    const form = new URLSearchParams(service.reached[0]?.body);
    assert.deepEqual([form.get('DurationSeconds'), form.get('SourceIdentity')], ['900', 'valet-key-grant-1']);
    assert.deepEqual(JSON.parse(form.get('Policy') ?? ''), {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: '*' }],
    });
  });

  it('asks for an hour at most, which every role gives', async () => {
    await using service = await startService((_call, response) => response.writeHead(500).end(), 'http');
    const env = { AWS_ENDPOINT_URL_STS: urlOf(service), AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 's' };
    await failed(issueBy('aws-sts', { ref: 'arn:aws:iam::1:role/a', env, actions: ['s3:GetObject'], ttl: 28_800 }));
    assert.equal(new URLSearchParams(service.reached[0]?.body).get('DurationSeconds'), '3600');
  });

  it('takes no resource that is no ARN', () => {
    const details = [{ type: 's3', actions: ['s3:GetObject'], identifier: 'reports' }];
    assert.throws(() => sessionPolicy({ ...sample, authorization_details: details }), /"reports" is no ARN/);
  });

  it('takes no request whose actions are not AWS actions, or are too many', () => {
    assert.throws(() => policyOf([]), /needs "actions"/);
    assert.throws(() => policyOf(['*']), /needs "actions"/);
    assert.throws(() => policyOf(Array.from({ length: 200 }, (_, index) => `s3:GetObject${index}`)), /2048/);
  });
});

describe('1Password', () => {
  it('is read from a Connect server', async () => {
    const value = newValue();
    await using service = await startService(({ url }, response) => {
      if (url?.startsWith('/v1/vaults?')) return json(response, [{ id: 'v1' }]);
      if (url?.startsWith('/v1/vaults/v1/items?')) return json(response, [{ id: 'i1' }]);
      return json(response, {
        fields: [
          { id: 'x', label: 'key', section: { label: 'other' }, value: 'no' },
          { id: 'y', label: 'key', section: { label: 'api' }, value },
        ],
      });
    }, 'http');
    const env = { OP_CONNECT_HOST: urlOf(service), OP_CONNECT_TOKEN: 'token' };
    assert.equal((await issueBy('1password', { ref: 'op://work/stripe/api/key', env })).value, value);
    assert.equal(service.reached[0]?.url, '/v1/vaults?filter=name%20eq%20%22work%22');
  });

  for (const ref of ['OP://a/b/c', 'op://a/b', 'op://a/b/c/d/e', 'op://a//c', 'op://${A}/b/c', 'op://a/b%20c/d', '']) {
    it(`does not take ${JSON.stringify(ref)} for a reference`, () =>
      assert.throws(() => readReference(ref), ProviderError));
  }
});

describe('GitHub App', () => {
  it('issues a token for the repositories and permissions of the request, and takes it back', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const value = newValue();
    await using service = await startService(
      ({ method }, response) =>
        method === 'DELETE'
          ? response.writeHead(204).end()
          : json(response, { token: value, expires_at: '2030-01-01T00:00:00Z' }),
      'http',
    );
    const store = storeOf({ 'github-app-7': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() });
    const details = [{ type: 'x', identifier: 'acme/app', actions: ['contents:read'] }];
    const issued = await issueBy('github-app', {
      ref: '7/42',
      env: { GITHUB_API_URL: urlOf(service) },
      store,
      details,
    });
    assert.deepEqual([issued.value, issued.expiresAt], [value, Date.UTC(2030, 0, 1)]);
    const [asked] = service.reached;
    assert.equal(asked?.url, '/app/installations/42/access_tokens');
    assert.deepEqual(bodyOf(asked), { permissions: { contents: 'read' }, repositories: ['app'] });
    const [head = '', claims = '', signature = ''] = (asked?.headers.authorization ?? '')
      .replace('Bearer ', '')
      .split('.');
    assert.ok(
      verify(
        'sha256',
        Buffer.from(`${head}.${claims}`),
        createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
        Buffer.from(signature, 'base64url'),
      ),
    );
    await revokeAtProvider(issued.revocation ?? assert.fail());
    assert.deepEqual([service.reached[1]?.method, service.reached[1]?.url], ['DELETE', '/installation/token']);
  });

  it('is not asked for everything', async () => {
    const store = storeOf({
      'github-app-7': generateKeyPairSync('rsa', { modulusLength: 2048 })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
    });
    assert.match(
      (await failed(issueBy('github-app', { ref: '7/42', store, details: [{ type: 'x' }] }))).message,
      /needs "actions"/,
    );
    assert.match((await failed(issueBy('github-app', { ref: 'app', store }))).message, /its id or client id, a slash/);
  });
});
