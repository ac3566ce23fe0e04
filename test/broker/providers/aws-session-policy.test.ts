import assert from 'node:assert/strict';
import { sessionPolicy } from '../../../src/broker/providers/aws-session-policy.ts';
import type { CallRule } from '../../../src/core/requests/manifest.ts';
import { request as sample } from '../../core/requests/samples.ts';

interface Row {
  readonly fact: string;
  readonly actions: readonly string[];
  readonly identifier?: string;
  readonly call?: readonly CallRule[];
  readonly ref?: string;
  /** The statements, each `ACTION,ACTION on RESOURCE,RESOURCE`. */
  readonly allows: readonly string[];
}

const s3 = 'arn:aws:s3:::';

const rows: readonly Row[] = [
  {
    fact: 'what the identifier names',
    actions: ['s3:GetObject', 's3:ListBucket'],
    identifier: `${s3}reports/*`,
    call: [{ host: 'other.s3.eu-west-1.amazonaws.com:443' }],
    allows: [`s3:GetObject,s3:ListBucket on ${s3}reports/*`],
  },
  {
    fact: 'the bucket and prefix that the host and the paths name',
    actions: ['s3:GetObject', 's3:ListBucket'],
    call: [{ host: 'reports.s3.eu-west-1.amazonaws.com:443', paths: ['/2026/**', '/index.json'] }],
    allows: [`s3:GetObject,s3:ListBucket on ${s3}reports,${s3}reports/2026/*,${s3}reports/index.json`],
  },
  {
    fact: 'the whole bucket where no path narrows it',
    actions: ['s3:PutObject'],
    call: [{ host: 'my.reports.s3.amazonaws.com:443' }],
    allows: [`s3:PutObject on ${s3}my.reports,${s3}my.reports/*`],
  },
  {
    fact: 'the bucket in the path of an address without one',
    actions: ['s3:GetObject'],
    call: [{ host: 's3.eu-west-1.amazonaws.com:443', paths: ['/reports/2026/*'] }],
    allows: [`s3:GetObject on ${s3}reports,${s3}reports/2026/*`],
  },
  {
    fact: 'any bucket where an address names none',
    actions: ['s3:GetObject'],
    call: [{ host: 'reports.s3.amazonaws.com:443' }, { host: 's3.eu-west-1.amazonaws.com:443' }],
    allows: ['s3:GetObject on *'],
  },
  {
    fact: 'any bucket where a host stands for several',
    actions: ['s3:GetObject'],
    call: [{ host: '*.amazonaws.com:443' }],
    allows: ['s3:GetObject on *'],
  },
  {
    fact: 'the account of the role in the region of the host',
    actions: ['dynamodb:Query', 'sqs:SendMessage'],
    call: [{ host: 'dynamodb.eu-west-1.amazonaws.com:443' }, { host: 'sqs.us-gov-west-1.amazonaws.com:443' }],
    allows: [
      'dynamodb:Query on arn:aws:dynamodb:eu-west-1:123456789012:*',
      'sqs:SendMessage on arn:aws:sqs:us-gov-west-1:123456789012:*',
    ],
  },
  {
    fact: 'a function, in the partition of the role',
    actions: ['lambda:InvokeFunction'],
    ref: 'arn:aws-cn:iam::123456789012:role/a',
    call: [{ host: 'lambda.cn-north-1.amazonaws.com.cn:443' }],
    allows: ['lambda:InvokeFunction on arn:aws-cn:lambda:cn-north-1:123456789012:*'],
  },
  {
    fact: 'everywhere what takes no resource, and the rest where it belongs',
    actions: ['s3:ListAllMyBuckets', 's3:GetObject', 'dynamodb:ListTables', 'sts:GetCallerIdentity', 's3:*'],
    call: [{ host: 'reports.s3.eu-west-1.amazonaws.com:443' }, { host: 'dynamodb.eu-west-1.amazonaws.com:443' }],
    allows: [
      's3:ListAllMyBuckets,dynamodb:ListTables,sts:GetCallerIdentity,s3:* on *',
      `s3:GetObject on ${s3}reports,${s3}reports/*`,
    ],
  },
  {
    fact: 'everywhere at a service of somebody else’s that speaks the same',
    actions: ['s3:GetObject'],
    call: [{ host: 'reports.s3.acme.example:443' }],
    allows: ['s3:GetObject on *'],
  },
];

describe('a session policy of AWS allows', () => {
  for (const { fact, actions, identifier, call = [], ref, allows } of rows) {
    it(fact, () => {
      const policy: unknown = JSON.parse(
        sessionPolicy({
          ...sample,
          call,
          source: { provider: 'aws-sts', ref: ref ?? 'arn:aws:iam::123456789012:role/reader' },
          authorization_details: [{ type: 'aws', actions, ...(identifier !== undefined && { identifier }) }],
        }),
      );
      const { Statement } = policy as {
        Statement: { Effect: string; Action: string[]; Resource: string | string[] }[];
      };
      assert.deepEqual(
        Statement.map(({ Action, Resource }) => `${Action.join(',')} on ${[Resource].flat().join(',')}`),
        allows,
      );
      assert.ok(Statement.every(({ Effect }) => Effect === 'Allow'));
    });
  }
});
