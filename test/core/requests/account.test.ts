import assert from 'node:assert/strict';
import { accountMarkdown } from '../../../src/core/requests/account-markdown.ts';
import { accountRows, rowText } from '../../../src/core/requests/account-rows.ts';
import { accountOf } from '../../../src/core/requests/account.ts';
import type { Known, RequestAccount } from '../../../src/core/requests/account.ts';
import { composeRequest } from '../../../src/core/requests/compose.ts';
import { knownRequests } from '../../../src/core/requests/known-requests.ts';
import type { Request } from '../../../src/core/requests/manifest.ts';
import { acme, fingerprintOf, request } from './samples.ts';

const whole: Request = { ...request, replaces: [] };
const given = { request_s256: 'digest', by: 'terminal', lasts: 'for the session', at: 0 } as const;
const known: Known = {
  kept: new Set(['acme']),
  today: '2026-11-25',
  approved: new Map([['acme', given]]),
  digest: () => 'digest',
};

const curl = { type: 'command', name: 'curl', mode: 'proxy-only', agent: 'Codex', runs: 3, last: 0 } as const;

describe('the account of a request', () => {
  it('has nothing against one that is whole, narrow and approved', () => {
    const { missing, remarks } = accountFor({});
    assert.deepEqual([missing, remarks], [[], []]);
  });

  const missing: readonly (readonly [string, Partial<Request>, Partial<Known>, string])[] = [
    ['a value', {}, { kept: new Set() }, 'its value: valet-key vault put acme'],
    ['a variable', { delivery: { mode: 'sigv4' } }, {}, 'a variable: add "env" to its delivery'],
    ['a host to put it on', { call: [] }, {}, 'a host: without one in "call", the guard puts the value on no call'],
    ['time', { expires_at: '2026-11-24' }, {}, 'time: it expired on 2026-11-24'],
    ['its provider', {}, { unready: () => 'set BAO_ADDR' }, 'its provider: set BAO_ADDR'],
  ];
  for (const [name, change, more, text] of missing) {
    it(`misses ${name}`, () => assert.equal(answer('missing', accountFor(change, more)), text));
  }

  it('says nothing of a value where the vault cannot be read', () => {
    assert.deepEqual(accountFor({}, { kept: undefined }).missing, []);
  });

  const host = 'api.acme.example:443';
  const remarks: readonly (readonly [string, Partial<Request>, string])[] = [
    ['any call', { call: [{ host }] }, `any method and any path of ${host}: "methods" and "paths" would narrow it`],
    ['any path', { call: [{ host, methods: ['GET'] }] }, `any path of ${host}: "paths" would narrow it`],
    ['any method', { call: [{ host, paths: ['/v1'] }] }, `any method at ${host}: "methods" would narrow it`],
    [
      'any subdomain',
      { call: [{ host: '*.acme.example:443', methods: ['GET'], paths: ['/'] }] },
      'any name below *.acme.example:443: the exact name would narrow it',
    ],
    [
      'writes without a limit',
      { call: [{ host, methods: ['GET', 'POST', 'DELETE'], paths: ['/v1'] }], max_uses: undefined },
      'POST, DELETE without a limit of uses: "max_uses" would set one',
    ],
    [
      'an approval that never ends',
      { approval: 'until-expiry', expires_at: undefined },
      'an approval that shall last until the request expires, and no "expires_at": it lasts a session',
    ],
    [
      'a value that the task sees',
      { delivery: { mode: 'env', env: 'ACME_API_KEY' } },
      'the task has the value itself (env): only delivery by the guard keeps it from the task',
    ],
  ] as readonly (readonly [string, Partial<Request>, string])[];
  for (const [name, change, text] of remarks) {
    it(`remarks on ${name}, which is not missing`, () => {
      const account = accountFor(change);
      assert.equal(answer('remarks', account), text);
      assert.deepEqual(account.missing, []);
    });
  }

  it('remarks that nobody approved it yet', () => {
    assert.deepEqual(accountFor({}, { approved: new Map() }).remarks, [{ type: 'not-approved' }]);
  });

  it('asks for no limit of writes that are counted', () => {
    assert.deepEqual(accountFor({ call: [{ host, methods: ['POST'], paths: ['/v1'] }], max_uses: 5 }).remarks, []);
  });

  it('tells a connection that carries anything as what it is, without asking for methods', () => {
    const account = accountFor({
      call: [{ host: 'db.acme.example:5432' }],
      delivery: { mode: 'env', env: 'DATABASE_URL' },
    });
    assert.equal(answer('sent', account), 'any connection to db.acme.example:5432');
    assert.deepEqual(
      account.remarks.map(({ type }) => type),
      ['visible'],
    );
  });

  it('misses nothing and has one remark on a request as the quick fix makes it, once it is approved', () => {
    const { name, request: made } = composeRequest(knownRequests({}), {
      service: { ...acme, hosts: ['api.acme.example'] },
      kind: 'acme-key',
      fingerprint: fingerprintOf('b'),
      file: 'src/sync.ts',
      subject: 'user:somebody',
      pasted: true,
    });
    const account = accountOf(name, { version: 1, requests: { [name]: made } }, known);
    assert.deepEqual(account.missing, []);
    assert.deepEqual(
      account.remarks.map(({ type }) => type),
      ['any-call'],
    );
  });

  it('tells who used it, the last first, and how many more did', () => {
    const used = Array.from({ length: 7 }, (_, index) => ({ ...curl, name: `program-${index}` }));
    assert.equal(answer('used', accountFor({})), undefined);
    assert.equal(
      answer('used', accountFor({}, { used: new Map([['acme', [curl]]]) })),
      'by the command "curl" 3 times, last on 1970-01-01 (proxy-only), started by Codex',
    );
    assert.match(
      answer('used', accountFor({}, { used: new Map([['acme', used]]) })) ?? '',
      /program-4.*; and by 2 more$/,
    );
  });

  it('needs no escapes as Markdown', () => {
    const { name, purpose, ...account } = accountFor({});
    const rows = accountRows({ name, purpose, ...account }).filter(({ question }) => question !== 'approved');
    assert.equal(
      accountMarkdown({ name, state: 'request', purpose, rows }, 2, (question) => question),
      `## \`acme\` (request)

Nightly copy of orders into reporting

- **asks**: \`task:sync-orders\`, for \`orders:read\`
- **kept**: in the vault, as \`acme\`
- **read**:
  - never by the task: \`ACME_API_KEY\` holds a placeholder, and the guard puts the value on allowed calls
  - by any command that is run with all requests
- **sent**: to \`api.acme.example:443\` \`GET\` \`/v1/orders/**\`
- **revoked**: at the end of every run; at once: \`valet-key revoke acme\`; for good where it was issued`,
    );
  });
});

function accountFor(change: Partial<Request>, more: Partial<Known> = {}): RequestAccount {
  return accountOf('acme', { version: 1, requests: { acme: { ...whole, ...change } } }, { ...known, ...more });
}

function answer(question: string, account: RequestAccount): string | undefined {
  const row = accountRows(account).find((one) => one.question === question);
  return row && rowText(row);
}
