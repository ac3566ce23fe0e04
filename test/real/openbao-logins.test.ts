import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Issued } from '../../src/broker/providers/provider.ts';
import { revokeAtProvider } from '../../src/broker/providers/revoke.ts';
import type { Manifest } from '../../src/core/requests/manifest.ts';
import { failed, issueBy } from '../broker/asking.ts';
import { startService } from '../broker/guard/service.ts';
import { newValue } from '../broker/scratch.ts';
import { approve, keep, workplace } from '../cli/program.ts';
import { authorityIn, startOpenBao } from './parts/openbao.ts';
import type { OpenBao, Product } from './parts/openbao.ts';
import { orSkip } from './parts/part.ts';

const products = [
  ['openbao', 'OpenBao'],
  ['hashicorp-vault', 'Vault'],
] as const;

for (const [product, title] of products)
  describe(`a real ${title}, by a login of the machine`, () => loginsOf(product, title));

/** What an administrator sets up: a secret, and a policy that may make child tokens and read it. */
async function furnish(bao: OpenBao): Promise<string> {
  const value = newValue();
  await bao.api('POST', 'secret/data/app', { data: { value } });
  const policy = `path "auth/token/create" { capabilities = ["update"] }
path "secret/data/app" { capabilities = ["read"] }
path "secret/data/pinned" { capabilities = ["read"] }
path "old/app" { capabilities = ["read"] }`;
  await bao.api('PUT', 'sys/policies/acl/app', { policy });
  return value;
}

function loginsOf(product: Product, title: string): void {
  let bao: OpenBao;
  let value: string;

  before(async function () {
    this.timeout(300_000);
    bao = await orSkip(this, () => startOpenBao({ product }));
    value = await furnish(bao);
  });
  after(() => bao?.[Symbol.asyncDispose]());

  const reading = (env: Readonly<Record<string, string>>, ref = 'secret/data/app'): Promise<Issued> =>
    issueBy(product, { ref, env: { BAO_ADDR: bao.url, ...env } });

  const tokenCount = async (): Promise<number> => {
    const { data } = (await bao.api('LIST', 'auth/token/accessors')) as { data: { keys: readonly string[] } };
    return data.keys.length;
  };

  describe('AppRole', () => {
    let ids: { readonly VALET_KEY_BAO_ROLE_ID: string; readonly VALET_KEY_BAO_SECRET_ID: string };

    before(async () => {
      await bao.api('POST', 'sys/auth/approle', { type: 'approle' });
      await bao.api('POST', 'auth/approle/role/ci', { token_policies: 'app', token_ttl: '1h' });
      const role = (await bao.api('GET', 'auth/approle/role/ci/role-id'))['data'] as { role_id: string };
      const secret = (await bao.api('POST', 'auth/approle/role/ci/secret-id', {}))['data'] as { secret_id: string };
      ids = { VALET_KEY_BAO_ROLE_ID: role.role_id, VALET_KEY_BAO_SECRET_ID: secret.secret_id };
    });

    it('gives a grant its own token, and leaves none of it behind', async () => {
      const before = await tokenCount();
      const issued = await reading(ids);
      assert.equal(issued.value, value);
      assert.equal(await tokenCount(), before + 2, 'that of the login and its child');
      await revokeAtProvider(issued.revocation ?? assert.fail());
      assert.equal(await tokenCount(), before);
    });

    it('leaves nothing behind where its token may make no other', async () => {
      await bao.api('POST', 'auth/approle/role/poor', { token_policies: 'default', token_ttl: '1h' });
      const role = (await bao.api('GET', 'auth/approle/role/poor/role-id'))['data'] as { role_id: string };
      const secret = (await bao.api('POST', 'auth/approle/role/poor/secret-id', {}))['data'] as { secret_id: string };
      const before = await tokenCount();
      const poor = { VALET_KEY_BAO_ROLE_ID: role.role_id, VALET_KEY_BAO_SECRET_ID: secret.secret_id };
      assert.match((await failed(reading(poor))).message, /do not allow "update" on auth\/token\/create/);
      assert.equal(await tokenCount(), before);
    });

    it('that is refused says what may be the matter, and not what was shown', async () => {
      const { message } = await failed(reading({ ...ids, VALET_KEY_BAO_SECRET_ID: newValue() }));
      assert.match(message, /answered 40[03]: the login by "approle" is refused; check its ids and roles: a secret id/);
      assert.ok(!message.includes(ids.VALET_KEY_BAO_ROLE_ID));
    });

    it('that is mounted elsewhere is looked for there', async () => {
      const { message } = await failed(reading({ ...ids, VALET_KEY_BAO_LOGIN: 'team/approle' }));
      assert.match(message, /answered 40[34]: (?:no login is mounted at "team\/approle"|the login by "team\/approle")/);
    });
  });

  describe('the token of the platform', () => {
    let key: KeyObject;
    const login = { VALET_KEY_BAO_LOGIN: 'jwt', VALET_KEY_BAO_LOGIN_ROLE: 'ci' };

    before(async () => {
      const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
      key = pair.privateKey;
      const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
      await bao.api('POST', 'sys/auth/jwt', { type: 'jwt' });
      await bao.api('POST', 'auth/jwt/config', { jwt_validation_pubkeys: [pem] });
      await bao.api('POST', 'auth/jwt/role/ci', {
        role_type: 'jwt',
        user_claim: 'sub',
        bound_audiences: ['valet-key'],
        token_policies: ['app'],
      });
    });

    it('logs in as a CI system hands it over', async () => {
      const issued = await reading({ ...login, VALET_KEY_BAO_JWT: platformToken(key) });
      assert.equal(issued.value, value);
      await revokeAtProvider(issued.revocation ?? assert.fail());
    });

    it('logs in as Kubernetes lays it down in a file', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'valet-key-jwt-'));
      try {
        const path = join(folder, 'token');
        writeFileSync(path, `${platformToken(key)}\n`);
        assert.equal((await reading({ ...login, VALET_KEY_BAO_JWT_FILE: path })).value, value);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('that is signed by somebody else is refused', async () => {
      const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
      const { message } = await failed(reading({ ...login, VALET_KEY_BAO_JWT: platformToken(other) }));
      assert.match(message, /answered 40[03]: the login by "jwt" is refused/);
    });
  });

  it('has a token role make the child token, which gives it no more than that role may', async () => {
    const policy = 'path "auth/token/create/+" { capabilities = ["update"] }';
    await bao.api('PUT', 'sys/policies/acl/by-role', { policy });
    await bao.api('POST', 'auth/token/roles/app', { allowed_policies: 'app', orphan: false });
    await bao.api('POST', 'auth/token/roles/brief', {
      allowed_policies: 'app',
      token_type: 'batch',
      orphan: true,
      renewable: false,
    });
    const token = await bao.token({ policies: ['by-role'], ttl: '1h' });
    const issued = await reading({ BAO_TOKEN: token, VALET_KEY_BAO_ROLE: 'app' });
    assert.equal(issued.value, value);
    await revokeAtProvider(issued.revocation ?? assert.fail());
    assert.match((await failed(reading({ BAO_TOKEN: token }))).message, /do not allow "update" on auth\/token\/create/);
    const batch = await failed(reading({ BAO_TOKEN: token, VALET_KEY_BAO_ROLE: 'brief' }));
    assert.match(batch.message, /answered 400: .*a token role must make service tokens/);
  });

  it('reads KV of version 1, and a version of version 2 that is pinned', async () => {
    const [first, next, old] = [newValue(), newValue(), newValue()];
    await bao.api('POST', 'sys/mounts/old', { type: 'kv', options: { version: '1' } });
    await bao.api('POST', 'old/app', { value: old, version: 'a field' });
    await bao.api('POST', 'secret/data/pinned', { data: { value: first } });
    await bao.api('POST', 'secret/data/pinned', { data: { value: next } });
    const env = { BAO_TOKEN: bao.root };
    for (const [ref, expected] of [
      ['old/app', old],
      ['secret/data/pinned', next],
      ['secret/data/pinned?version=1', first],
      ['secret/data/pinned?version=1&field=value', first],
    ] as const)
      assert.equal((await reading(env, ref)).value, expected, ref);
    const { message } = await failed(reading(env, 'secret/data/pinned?version=99'));
    assert.match(message, /answered 404: there is nothing at secret\/data\/pinned in version 99/);
    assert.match((await failed(reading(env, 'secret/data/pinned?a=b'))).message, /is a path, then \?field=NAME, or/);
  });

  it('reads in a namespace', async function () {
    if (product === 'hashicorp-vault') {
      console.log('      skipped: HashiCorp Vault has namespaces in its Enterprise edition alone');
      this.skip();
    }
    const inside = newValue();
    const headers = { 'x-vault-namespace': 'team' };
    await bao.api('POST', 'sys/namespaces/team', {});
    await bao.api('POST', 'sys/mounts/kv', { type: 'kv', options: { version: '1' } }, { headers });
    await bao.api('POST', 'kv/app', { value: inside }, { headers });
    const policy = 'path "auth/token/create" { capabilities = ["update"] }\npath "kv/*" { capabilities = ["read"] }';
    await bao.api('PUT', 'sys/policies/acl/app', { policy }, { headers });
    const { auth } = (await bao.api('POST', 'auth/token/create', { policies: ['app'] }, { headers })) as {
      auth: { client_token: string };
    };
    const env = { BAO_TOKEN: auth.client_token, BAO_NAMESPACE: 'team' };
    const issued = await reading(env, 'kv/app');
    assert.equal(issued.value, inside);
    await revokeAtProvider(issued.revocation ?? assert.fail());
    assert.match((await failed(reading({ BAO_TOKEN: auth.client_token }, 'kv/app'))).message, /answered 40[34]/);
  });

  it('goes on to the node that a standby names, once, and ends its token there too', async () => {
    await using standby = await startService(({ url }, response) => {
      response.writeHead(307, { location: `${bao.url}${url}` }).end();
    }, 'http');
    const before = (await bao.tokensOf('grant-1')).length;
    const issued = await reading({ BAO_ADDR: `http://127.0.0.1:${standby.port}`, BAO_TOKEN: bao.root });
    assert.equal(issued.value, value);
    await revokeAtProvider(issued.revocation ?? assert.fail());
    assert.equal((await bao.tokensOf('grant-1')).length, before);
    assert.deepEqual(
      standby.reached.map(({ url }) => url),
      ['/v1/auth/token/create', '/v1/secret/data/app', '/v1/auth/token/revoke-self'],
    );
  });

  it('is reached over TLS under an authority of its own, and over nothing that is not trusted', async function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), 'valet-key-tls-'));
    try {
      await using secure = await startOpenBao({ product, tls: folder });
      const own = newValue();
      await secure.cli(['kv', 'put', '-mount=secret', 'app', `value=${own}`]);
      using place = await prepared(product);
      const env = { BAO_ADDR: secure.url, BAO_TOKEN: secure.root };
      const trusting = await place.run(['run', 'show'], { env: { ...env, NODE_EXTRA_CA_CERTS: authorityIn(folder) } });
      const digest = createHash('sha256').update(own).digest('hex');
      assert.deepEqual([trusting.status, trusting.stdout.slice(0, 64)], [0, digest], trusting.stderr);
      const { status, stderr } = await place.run(['run', 'show'], { env });
      assert.equal(status, 2);
      assert.match(stderr, new RegExp(`${title} could not be reached .*its certificate is not trusted here; name its`));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

/** A JWT (RFC 7519) for five minutes. */
function platformToken(key: KeyObject): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: 'build-7', aud: 'valet-key', iat: now, nbf: now - 5, exp: now + 300 };
  const text = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

/** A workspace whose task prints the digest of the value that it is given. */
async function prepared(product: Product) {
  const place = workplace();
  const manifest: Manifest = {
    version: 1,
    requests: {
      app: {
        subject: 'task:show',
        purpose: 'A test',
        authorization_details: [{ type: 'api_credential' }],
        call: [],
        source: { provider: product, ref: 'secret/data/app' },
        delivery: { mode: 'env', env: 'APP' },
        max_ttl: '10m',
        approval: 'once-per-session',
      },
    },
    tasks: { show: { command: ['sh', '-c', 'printf %s "$APP" | sha256sum'], uses: ['app'] } },
  };
  place.write({ 'valet-key.json': JSON.stringify(manifest) });
  await keep(place, []);
  await approve(place, manifest);
  return place;
}
