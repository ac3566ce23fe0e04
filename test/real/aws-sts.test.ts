import assert from 'node:assert/strict';
import { sessionPolicy } from '../../src/broker/providers/aws-session-policy.ts';
import type { Issued } from '../../src/broker/providers/provider.ts';
import type { AuthorizationDetail } from '../../src/core/requests/manifest.ts';
import { failed, issueBy } from '../broker/asking.ts';
import { newValue } from '../broker/scratch.ts';
import { request } from '../core/requests/samples.ts';
import { setUp, startMoto } from './parts/moto.ts';
import type { Keys, Moto } from './parts/moto.ts';
import { orSkip } from './parts/part.ts';

describe('AWS STS as moto has it', () => {
  let moto: Moto;
  let keys: { readonly allowed: Keys; readonly other: Keys };
  const role = 'arn:aws:iam::123456789012:role/reader';

  before(async function () {
    this.timeout(300_000);
    moto = await orSkip(this, startMoto);
    keys = await setUp(moto);
  });
  after(() => moto?.[Symbol.asyncDispose]());

  const assume = ({ id, secret }: Keys, more = {}): Promise<Issued> => {
    const env = { AWS_ENDPOINT_URL_STS: moto.url, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, ...more };
    return issueBy('aws-sts', { ref: role, env, actions: ['s3:GetObject'] });
  };

  it('signs as AWS reads it, and gets a session that AWS’s own SDK works with', async () => {
    const { value, expiresAt = 0 } = await assume(keys.allowed);
    const [id = '', secret = '', session = ''] = value.split(':');
    const who = await moto.python(
      "import boto3, json; print(json.dumps(boto3.client('sts').get_caller_identity()['Arn']))",
      { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: session },
    );
    assert.equal(who, 'arn:aws:sts::123456789012:assumed-role/reader/valet-key-grant-1');
    assert.ok(Math.abs(expiresAt - Date.now() - 900_000) < 10_000, 'fifteen minutes, the least there is');
  });

  for (const [fact, ask, expected] of [
    [
      'whoever may not assume the role',
      () => assume(keys.other),
      /answered 403: permission denied; the role in "ref" must trust/,
    ],
    [
      'a secret key that is not of its id',
      () => assume({ ...keys.allowed, secret: newValue() }),
      /answered 403: AWS_SECRET_ACCESS_KEY is not the one of AWS_ACCESS_KEY_ID, or the clock/,
    ],
    [
      'a key that is not known',
      () => assume({ id: `AKIA${'7'.repeat(16)}`, secret: newValue() }),
      /answered 403: it does not know AWS_ACCESS_KEY_ID; log in again, or check it/,
    ],
    [
      'a server that is not there',
      () => assume(keys.allowed, { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1' }),
      /AWS STS could not be reached at 127\.0\.0\.1:1/,
    ],
  ] as const) {
    it(`gives nothing to ${fact}, and says what to do`, async () => {
      assert.match((await failed(ask())).message, expected);
    });
  }

  it('takes the text of every session policy that a request makes', async () => {
    const policies = [
      policyOf([{ type: 's3', actions: ['s3:GetObject'], identifier: 'arn:aws:s3:::reports/*' }]),
      policyOf([
        { type: 's3', actions: ['s3:Get*', 's3:ListBucket'] },
        {
          type: 'dynamodb',
          actions: ['dynamodb:Query'],
          identifier: 'arn:aws:dynamodb:eu-west-1:123456789012:table/a',
        },
      ]),
    ];
    const validating = `
import json, os
from moto.iam.policy_validation import IAMPolicyDocumentValidator
for policy in json.loads(os.environ['POLICIES']):
    IAMPolicyDocumentValidator(policy).validate()
print('"valid"')
`;
    assert.equal(await moto.python(validating, { POLICIES: JSON.stringify(policies) }), 'valid');
  });
});

function policyOf(authorization_details: readonly AuthorizationDetail[]): string {
  return sessionPolicy({ ...request, authorization_details });
}
