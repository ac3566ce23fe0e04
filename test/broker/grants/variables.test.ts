import assert from 'node:assert/strict';
import { heldVariables } from '../../../src/broker/grants/variables.ts';
import type { Delivery } from '../../../src/core/requests/manifest.ts';
import { request as sample } from '../../core/requests/samples.ts';

const sigv4: Delivery = { mode: 'sigv4', env: 'AWS_SECRET_ACCESS_KEY' };
const env: Delivery = { mode: 'env', env: 'AWS_SECRET_ACCESS_KEY' };
const header: Delivery = { mode: 'header', env: 'ACME', header: 'Authorization', format: 'Bearer {}' };

describe('what a task holds', () => {
  for (const [fact, provider, delivery, value, expected] of [
    ['its placeholder alone', 'vault', header, undefined, { ACME: 'placeholder' }],
    [
      'a secret key of the vault without another name',
      'vault',
      sigv4,
      undefined,
      { AWS_SECRET_ACCESS_KEY: 'placeholder' },
    ],
    [
      'a made-up name beside a key that STS issues',
      'aws-sts',
      sigv4,
      undefined,
      { AWS_ACCESS_KEY_ID: 'made up', AWS_SECRET_ACCESS_KEY: 'placeholder' },
    ],
    [
      'the same beside one that a server makes',
      'hashicorp-vault',
      sigv4,
      undefined,
      { AWS_ACCESS_KEY_ID: 'made up', AWS_SECRET_ACCESS_KEY: 'placeholder' },
    ],
    [
      'the three parts of a session that it sees',
      'aws-sts',
      env,
      'ID:SECRET:SESSION',
      { AWS_ACCESS_KEY_ID: 'ID', AWS_SECRET_ACCESS_KEY: 'SECRET', AWS_SESSION_TOKEN: 'SESSION' },
    ],
    ['a value with colons as it is', 'openbao', env, 'a:b:c', { AWS_SECRET_ACCESS_KEY: 'a:b:c' }],
  ] as const) {
    it(`is ${fact}`, () => {
      const request = { ...sample, source: { provider, ref: 'a' }, delivery };
      const held = heldVariables({ request, placeholder: 'placeholder' }, delivery.env ?? '', value);
      const told = Object.entries(held).map(([name, text]) => [
        name,
        /^ASIA[A-Z2-7]{16}$/.test(text) ? 'made up' : text,
      ]);
      assert.deepEqual(Object.fromEntries(told), expected);
    });
  }
});
