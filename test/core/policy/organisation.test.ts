import assert from 'node:assert/strict';
import { judge, longestGrant, noPolicy, readPolicy } from '../../../src/core/policy/organisation.ts';
import type { Request } from '../../../src/core/requests/manifest.ts';
import { request as sample } from '../requests/samples.ts';

const reading: Request = {
  ...sample,
  authorization_details: [{ type: 'api_credential', actions: ['orders:read'] }],
  call: [{ host: 'api.acme.example:443', methods: ['GET'] }],
  delivery: { mode: 'header', env: 'ACME', header: 'Authorization', format: 'Bearer {}' },
};
const writing: Request = { ...reading, call: [{ host: 'api.acme.example:443' }] };
const seen: Request = { ...reading, delivery: { mode: 'env', env: 'ACME' } };
const nowhere: Request = { ...seen, call: [] };
const two: Request = { ...reading, call: [...reading.call, { host: 'evil.example:443', methods: ['GET'] }] };
const any: Request = { ...reading, call: [{ host: '*.acme.example:443', methods: ['GET'] }] };

type Rule = Readonly<Record<string, unknown>>;
const rows: readonly (readonly [fact: string, rule: Rule, request: Request, approved: boolean, refused: boolean])[] = [
  ['nothing', {}, reading, false, false],
  ['the folder', { workspace: '/srv/**' }, reading, true, true],
  ['another folder', { workspace: '/builds/**' }, reading, false, false],
  ['the name', { request: 'ac*' }, reading, true, true],
  ['the name and another folder', { request: 'ac*', workspace: '/builds/**' }, reading, false, false],
  ['the provider', { provider: sample.source.provider }, reading, true, true],
  ['another digest', { request_s256: 'b' }, reading, false, false],
  ['all its hosts', { hosts: ['api.acme.example:443'] }, reading, true, true],
  ['its hosts by a glob', { hosts: ['*.acme.example:443'] }, reading, true, true],
  ['its hosts by another port', { hosts: ['api.acme.example:80'] }, reading, false, false],
  ['one of its two hosts', { hosts: ['evil.example:443'] }, two, false, true],
  ['the other of its two hosts', { hosts: ['api.acme.example:443'] }, two, false, true],
  ['one host of the many it asks for', { hosts: ['api.acme.example:443'] }, any, false, true],
  ['many hosts, as it asks for them', { hosts: ['*.acme.example:443'] }, any, true, true],
  ['one that can write, without saying so', { request: 'acme' }, writing, false, true],
  ['one that can write, and says so', { request: 'acme', write: true }, writing, true, true],
  ['one that reads, where writing is meant', { request: 'acme', write: true }, reading, true, false],
  ['writing alone', { write: true }, writing, false, true],
  ['one whose value is seen, without saying so', { request: 'acme' }, seen, false, true],
  ['one whose value is seen, and says so', { request: 'acme', visible: true }, seen, true, true],
  ['seeing alone', { visible: true }, seen, false, true],
  ['seeing, of one that is guarded', { visible: true }, reading, false, false],
  [
    'hosts, of one that names none',
    { hosts: ['api.acme.example:443'], visible: true, write: true },
    nowhere,
    false,
    false,
  ],
];

function policyWith(kind: 'approve' | 'refuse', rule: Rule) {
  return readPolicy({ version: 1, [kind]: [rule] }) ?? assert.fail('it is one');
}

describe('a rule of the organisation', () => {
  for (const [fact, rule, request, approved, refused] of rows) {
    it(`that names ${fact} ${approved ? 'approves' : 'does not approve'}, and ${refused ? 'refuses' : 'does not refuse'}`, () => {
      const judged = { workspace: '/srv/app', name: 'acme', request, request_s256: 'a' };
      assert.equal(judge(policyWith('approve', rule), judged) === 'approved', approved);
      assert.equal(judge(policyWith('refuse', rule), judged) === 'refused', refused);
    });
  }

  it('that refuses is stronger than one that approves', () => {
    const rule = { request: 'acme' };
    const policy = readPolicy({ version: 1, approve: [rule], refuse: [rule] }) ?? assert.fail();
    assert.equal(
      judge(policy, { workspace: '/srv/app', name: 'acme', request: reading, request_s256: 'a' }),
      'refused',
    );
  });
});

describe('the longest life of a grant', () => {
  for (const [policy, asked, expected] of [
    [undefined, '8h', 28_800_000],
    ['1h', '8h', 3_600_000],
    ['1h', '15m', 900_000],
    ['90s', '2m', 90_000],
  ] as const) {
    it(`is ${expected / 1000} s where ${asked} is asked for and ${policy ?? 'nothing'} is allowed`, () => {
      const read = policy === undefined ? noPolicy : readPolicy({ version: 1, max_ttl: policy });
      assert.equal(longestGrant(read ?? assert.fail(), { ...sample, max_ttl: asked }), expected);
    });
  }

  for (const max_ttl of ['', '1', '0h', '1w', '-1h', 60, '1h30m']) {
    it(`is no ${JSON.stringify(max_ttl)}`, () => assert.equal(readPolicy({ version: 1, max_ttl }), undefined));
  }
});
