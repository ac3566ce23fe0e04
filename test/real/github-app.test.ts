import assert from 'node:assert/strict';
import type { Issued } from '../../src/broker/providers/provider.ts';
import { revokeAtProvider } from '../../src/broker/providers/revoke.ts';
import { failed, issueBy, storeOf } from '../broker/asking.ts';
import { startGitHub } from './parts/github.ts';
import type { GitHub } from './parts/github.ts';

const hour = 3_600_000;

describe('installation tokens of a GitHub App', () => {
  let github: GitHub;

  beforeEach(async () => (github = await startGitHub()));
  afterEach(() => github[Symbol.asyncDispose]());

  const issue = (
    actions: readonly string[],
    { identifier, ref = '7/42', paths }: { identifier?: string; ref?: string; paths?: readonly string[] } = {},
  ) =>
    issueBy('github-app', {
      ref,
      env: { GITHUB_API_URL: `${github.url}/` },
      store: storeOf({ 'github-app-7': github.privateKey }),
      ...(paths && { call: [{ host: 'api.github.com:443', paths }] }),
      details: [{ type: 'github', actions, ...(identifier !== undefined && { identifier }) }],
    });

  it('can do what the request asks, where it asks, and nothing more', async () => {
    const { value } = await issue(['contents:read'], { identifier: 'acme/app' });
    assert.deepEqual(github.tokens.get(value), { permissions: { contents: 'read' }, repositories: ['app'] });
  });

  for (const [fact, paths, repositories] of [
    ['of the repository that the paths of the request name', ['/repos/acme/app', '/repos/acme/app/**'], ['app']],
    ['of all where a path names none', ['/repos/acme/app/**', '/graphql'], undefined],
    ['of all where a path stands for several', ['/repos/acme/*/issues'], undefined],
  ] as const) {
    it(`are ${fact}`, async () => {
      const { value } = await issue(['contents:read'], { paths });
      assert.deepEqual(github.tokens.get(value), {
        permissions: { contents: 'read' },
        ...(repositories && { repositories }),
      });
    });
  }

  it('are dead once they are revoked, and revoking twice is told from a fault', async () => {
    const { value, revocation = assert.fail() } = await issue(['contents:read']);
    assert.ok(github.tokens.has(value));
    await revokeAtProvider(revocation);
    assert.equal(github.tokens.size, 0);
    assert.match((await revokeAgain(revocation)).message, /GitHub answered 401/);
  });

  for (const [fact, ahead, calls] of [
    ['half a minute behind', -30_000, 1],
    ['ten minutes behind', -600_000, 2],
    ['eight hours ahead', 8 * hour, 2],
  ] as const) {
    it(`are given though GitHub's clock is ${fact}, for an hour by this machine's own`, async () => {
      github.ahead = ahead;
      const { expiresAt = 0 } = await issue(['contents:read']);
      assert.equal(github.reached.length, calls);
      assert.ok(Math.abs(expiresAt - Date.now() - hour) < 35_000, String(expiresAt - Date.now()));
    });
  }

  for (const [fact, ask, expected] of [
    [
      'more than the installation has',
      () => issue(['contents:admin']),
      /answered 422: the installation does not have what the request asks for; ask for fewer/,
    ],
    ['a repository that is not its own', () => issue(['contents:read'], { identifier: 'acme/other' }), /answered 422/],
    [
      'an installation that is gone',
      () => issue(['contents:read'], { ref: '7/43' }),
      /answered 404: the app has no such/,
    ],
    ['what is no permission', () => issue(['everything']), /"everything" is no permission of a GitHub App/],
    ['what is no repository', () => issue(['contents:read'], { identifier: 'a/b/c' }), /"a\/b\/c" is no repository/],
    [
      'an app whose key the vault does not have',
      () => issue(['contents:read'], { ref: '8/42' }),
      /vault put github-app-8/,
    ],
  ] as const) {
    it(`are not given for ${fact}, which is told`, async () => {
      assert.match((await failed(ask())).message, expected);
      assert.equal(github.tokens.size, 0);
    });
  }

  it('are not given to an installation that is suspended', async () => {
    github.isSuspended = true;
    assert.match((await failed(issue(['contents:read']))).message, /answered 403: permission denied; the app or its/);
  });

  it('are not given for another app’s key', async () => {
    const other = await startGitHub();
    await other[Symbol.asyncDispose]();
    const store = storeOf({ 'github-app-7': other.privateKey });
    const details = [{ type: 'github', actions: ['contents:read'] }];
    const error = await failed(
      issueBy('github-app', { ref: '7/42', env: { GITHUB_API_URL: github.url }, store, details }),
    );
    assert.match(error.message, /answered 401: it does not know the app by this key, or this machine's clock is wrong/);
  });
});

async function revokeAgain(revocation: NonNullable<Issued['revocation']>): Promise<Error> {
  const error: unknown = await revokeAtProvider(revocation).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error);
  return error;
}
