import assert from 'node:assert/strict';
import { canWrite } from '../../../src/core/policy/power.ts';
import { request as sample } from '../requests/samples.ts';

const get = [{ host: 'api.acme.example:443', methods: ['GET', 'HEAD'] }];

describe('a request', () => {
  for (const [actions, call, writes] of [
    [['orders:read'], get, false],
    [['orders.list', 'readonly'], get, false],
    [['orders:read', 'orders:write'], get, true],
    [[], get, true],
    [['orders:read'], [{ host: 'api.acme.example:443' }], true],
    [['orders:read'], [{ host: 'api.acme.example:443', methods: ['GET', 'DELETE'] }], true],
    [['s3:GetObject', 's3:ListBucket', 'dynamodb:Query', 'ec2:DescribeInstances'], get, false],
    [['s3:GetObject', 's3:PutObject'], get, true],
    [['s3:Get*'], get, true],
    [['dynamodb:BatchGetItem', 'dynamodb:Scan'], get, false],
    [['iam:*'], get, true],
    [['s3:Getaway'], get, true],
  ] as const) {
    it(`for ${actions.join(', ') || 'nothing named'} by ${call.map((rule) => ('methods' in rule ? rule.methods : ['any method']).join(', ')).join()} ${writes ? 'can write' : 'only reads'}`, () =>
      assert.equal(canWrite({ ...sample, authorization_details: [{ type: 'x', actions }], call }), writes));
  }
});
