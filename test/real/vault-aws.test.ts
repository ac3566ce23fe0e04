import assert from 'node:assert/strict';
import { revokeAtProvider } from '../../src/broker/providers/revoke.ts';
import { issueBy } from '../broker/asking.ts';
import { newValue } from '../broker/scratch.ts';
import { startMoto } from './parts/moto.ts';
import type { Moto } from './parts/moto.ts';
import { startOpenBao } from './parts/openbao.ts';
import type { OpenBao } from './parts/openbao.ts';
import { orSkip, until } from './parts/part.ts';

/** OpenBao has no such engine of its own. */
describe('a real Vault that makes users of AWS, as moto has it', () => {
  let vault: OpenBao;
  let moto: Moto;

  before(async function () {
    this.timeout(300_000);
    vault = await orSkip(this, () => startOpenBao({ product: 'hashicorp-vault' }));
    moto = await orSkip(this, startMoto);
    // Whoever asks, moto gives: what is tested is what Vault makes and takes back.
    await fetch(`${moto.url}/moto-api/reset-auth`, { method: 'POST', body: '1000000' });
    await vault.api('POST', 'sys/mounts/aws', { type: 'aws' });
    const keys = { access_key: 'AKIAEXAMPLE', secret_key: newValue(), region: 'us-east-1' };
    await vault.api('POST', 'aws/config/root', { ...keys, iam_endpoint: moto.url, sts_endpoint: moto.url });
    const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
    await vault.api('POST', 'aws/roles/reader', {
      credential_type: 'iam_user',
      policy_document: JSON.stringify({ Version: '2012-10-17', Statement: [allow] }),
    });
  });
  after(async () => {
    await moto?.[Symbol.asyncDispose]();
    await vault?.[Symbol.asyncDispose]();
  });

  const users = async (): Promise<unknown> =>
    moto.python(
      "import boto3, json; print(json.dumps([each['UserName'] for each in boto3.client('iam').list_users()['Users']]))",
      { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
    );

  it('gives a grant a key pair of its own, and the user is gone with it', async function () {
    this.timeout(60_000);
    const env = { VAULT_ADDR: vault.url, VAULT_TOKEN: vault.root };
    const issued = await issueBy('hashicorp-vault', { ref: 'aws/creds/reader?field={access_key}:{secret_key}', env });
    assert.match(issued.value, /^\w{16,}:\S{30,}$/);
    assert.equal(issued.secrets.length, 3, 'the whole and its parts');
    assert.match(JSON.stringify(await users()), /^\["vault-/);
    await revokeAtProvider(issued.revocation ?? assert.fail());
    await until('the user is gone', async () => JSON.stringify(await users()) === '[]');
  });
});
