import assert from 'node:assert/strict';
import { providerFor } from '../../../src/broker/providers/providers.ts';
import { ProviderError } from '../../../src/broker/providers/provider.ts';
import { vaultEntryOf } from '../../../src/core/requests/vault-entry.ts';
import { request as sample } from '../../core/requests/samples.ts';
import { scratch } from '../scratch.ts';

type Env = Readonly<Record<string, string>>;

const bao = { BAO_ADDR: 'https://bao.example', BAO_TOKEN: 'token' };
const oauth = {
  VALET_KEY_OAUTH_ISSUER: 'https://id.example',
  VALET_KEY_OAUTH_SUBJECT_TOKEN: 'person',
  VALET_KEY_OAUTH_CLIENT_SECRET: 'own',
};
const aws = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
const connect = { OP_CONNECT_HOST: 'https://connect.example', OP_CONNECT_TOKEN: 'token' };
const role = 'arn:aws:iam::123456789012:role/reader';

/** What is told before a run; `undefined` where nothing is amiss. */
const rows: readonly (readonly [provider: string, ref: string, action: string, env: Env, says: RegExp | undefined])[] =
  [
    ['vault', 'anything', 'read', {}, undefined],
    ['openbao', 'secret/data/app', 'read', bao, undefined],
    ['openbao', 'secret/data/app?version=2&field={a}&b', 'read', bao, undefined],
    ['openbao', 'secret/data/app?version=0', 'read', bao, /is a path, then \?field=NAME/],
    ['openbao', 'sys/seal', 'read', bao, /no secret at "sys\/seal"/],
    ['openbao', 'secret/data/app', 'read', { BAO_TOKEN: 'token' }, /needs BAO_ADDR or VAULT_ADDR/],
    ['hashicorp-vault', 'secret/data/app', 'read', { BAO_TOKEN: 'token' }, /needs VAULT_ADDR or BAO_ADDR/],
    ['openbao', 'secret/data/app', 'read', { BAO_ADDR: 'https://b' }, /needs BAO_TOKEN or VAULT_TOKEN .*, or a login/],
    ['openbao', 'secret/data/app', 'read', { BAO_ADDR: 'https://b', VALET_KEY_BAO_ROLE_ID: 'id' }, undefined],
    [
      'openbao',
      'secret/data/app',
      'read',
      { BAO_ADDR: 'https://b', VALET_KEY_BAO_LOGIN: '../sys' },
      /is where a login is mounted/,
    ],
    [
      'hashicorp-vault',
      'secret/data/app',
      'read',
      { VAULT_ADDR: 'https://b', VALET_KEY_BAO_LOGIN: 'kubernetes' },
      /Vault needs VALET_KEY_BAO_ROLE_ID .* or VALET_KEY_BAO_LOGIN_ROLE/,
    ],
    [
      'hashicorp-vault',
      'secret/data/app',
      'read',
      { VAULT_ADDR: 'https://b', VALET_KEY_BAO_LOGIN_ROLE: 'ci', VALET_KEY_BAO_JWT_FILE: '/nowhere/token' },
      /the file that VALET_KEY_BAO_JWT_FILE names \(\/nowhere\/token: ENOENT\)/,
    ],
    ['token-exchange', 'client', 'read', oauth, undefined],
    ['token-exchange', 'client', 'read', { ...oauth, VALET_KEY_OAUTH_ISSUER: '' }, /needs VALET_KEY_OAUTH_ISSUER/],
    ['aws-sts', role, 's3:GetObject', aws, undefined],
    ['aws-sts', role, 'read', aws, /needs "actions" such as "s3:GetObject"/],
    ['aws-sts', 'reader', 's3:GetObject', aws, /the "ref" of AWS STS is the ARN of a role/],
    ['aws-sts', role, 's3:GetObject', {}, /needs AWS_ACCESS_KEY_ID/],
    ['1password', 'op://a/b/c', 'read', connect, undefined],
    ['1password', 'op://a/b', 'read', connect, /is written op:\/\/vault\/item\/field/],
    ['1password', 'op://a/b/c', 'read', { PATH: '/nowhere' }, /needs its program "op" on the PATH, or OP_CONNECT_HOST/],
    ['1password', 'op://a/b/c', 'read', { OP_CONNECT_HOST: 'https://c' }, /needs OP_CONNECT_TOKEN/],
    ['1password', 'op://a/b/c?attribute=otp', 'read', connect, /leave out "\?attribute=otp"/],
    ['github-app', '7/42', 'contents:read', {}, undefined],
    ['github-app', 'Iv23liA1b2C3/42', 'contents:read', {}, undefined],
    ['github-app', 'app', 'contents:read', {}, /its id or client id, a slash/],
    ['github-app', '7/42', 'everything', {}, /"everything" is no permission/],
  ];

describe('before a run', () => {
  for (const [provider, ref, action, env, says] of rows) {
    it(`${provider} with ${ref} and ${Object.keys(env).join(', ') || 'nothing'} ${says ? `says ${says.source}` : 'has all it needs'}`, () => {
      using home = scratch();
      const request = {
        ...sample,
        source: { provider, ref },
        authorization_details: [{ type: 'api_credential', actions: [action] }],
      };
      const check = (): void => providerFor(provider)?.check({ request, env: { HOME: home.path, ...env } });
      if (!says) return check();
      assert.throws(check, (error: unknown) => error instanceof ProviderError && says.test(error.message));
      return undefined;
    });
  }

  it('the vault is asked for the value itself, and for the key of a GitHub App', () => {
    assert.equal(vaultEntryOf({ provider: 'vault', ref: 'stripe' }), 'stripe');
    assert.equal(vaultEntryOf({ provider: 'github-app', ref: '7/42' }), 'github-app-7');
    assert.equal(vaultEntryOf({ provider: 'openbao', ref: 'secret/data/app' }), undefined);
  });
});
