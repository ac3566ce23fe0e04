import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readManifest } from '../../../src/core/requests/read.ts';
import { lookalike, manifestText, request } from './samples.ts';

const task = { command: ['node', 'sync.js'], uses: ['acme'] };

describe('reading a manifest', () => {
  describe('takes', () => {
    accepts('the least there is', '{ "version": 1, "requests": {} }');
    accepts('the example of the design', manifestText({ acme: request }, { tasks: { 'sync-orders': task } }));
    accepts('comments and trailing commas', '{\n// why\n"version": 1, /* what */ "requests": {},\n}');
    accepts(
      'hosts with a wildcard, an IPv6 address and a local name',
      withRequest({
        call: [{ host: '*.acme.example:443' }, { host: '[::1]:8080' }, { host: 'localhost:3000' }],
      }),
    );
    for (const [provider, ref] of [
      ['openbao', 'secret/data/app?field=postgresql://{username}:{password}@db.acme.example:5432/app'],
      ['1password', 'op://abcdefghij1234567890klmnop/qrstuvwxyz1234567890abcdef/password'],
      ['1password', 'op://Team/Acme API/one-time password?attribute=otp'],
      ['aws-sts', 'arn:aws:iam::123456789012:role/reader'],
      ['github-app', '123456/7890123'],
      ['openbao', 'secret/data/app?version=2&field={username}:{password}'],
      ['aws-sts', 'arn:aws:iam::123456789012:role/team/reader'],
      ['github-app', 'Iv23liA1b2C3d4E5f6G7/42'],
      ['command', 'acme-prod'],
    ] as const)
      accepts(`a reference of ${provider}: ${ref}`, withRequest({ source: { provider, ref } }));
    accepts(
      'every delivery',
      manifestText({
        one: { ...request, delivery: { mode: 'env', env: 'A' } },
        two: { ...request, delivery: { mode: 'query', parameter: 'key', env: 'B' } },
        three: { ...request, delivery: { mode: 'sigv4' } },
        four: { ...request, delivery: { mode: 'fd' } },
        five: { ...request, delivery: { mode: 'basic', env: 'C' } },
      }),
    );
  });

  describe('refuses', () => {
    refuses('an empty file', '', ['syntax 1:1']);
    refuses('half a file', '{ "version": 1,\n  "requests": {', ['syntax 2:16']);
    refuses('a list', '[]', ['schema 1:1']);
    refuses('no version', '{ "requests": {} }', ['schema 1:1']);
    refuses('a later version', '{ "version": 2, "requests": {} }', ['schema 1:14']);
    refuses('a name of another alphabet', manifestText({ 'Acme Key': request }), ['schema 4:5']);
    refuses('a name that stands twice', '{ "version": 1, "requests": {}, "requests": {} }', ['duplicate 1:33']);
    refuses('__proto__', '{ "version": 1, "requests": { "__proto__": {} } }', ['duplicate 1:31']);
    refuses('a subject of no known sort', withRequest({ subject: 'somebody' }), ['schema 5:18']);
    refuses('a host without a port', withRequest({ call: [{ host: 'api.acme.example' }] }), ['schema 20:19']);
    refuses(
      'a location with a password',
      withRequest({
        authorization_details: [{ type: 'api_credential', locations: ['https://user:word@api.acme.example'] }],
      }),
      ['schema 11:13'],
    );
    refuses(
      'a header without a place for the credential',
      withRequest({
        delivery: { mode: 'header', header: 'Authorization', format: 'Bearer' },
      }),
      ['schema 36:19'],
    );
    refuses(
      'what looks like a value in a reference of 1Password',
      withRequest({ source: { provider: '1password', ref: `op://Team/Acme/${lookalike()}` } }),
      ['schema 31:16'],
    );
    refuses('a time without a unit', withRequest({ max_ttl: '900' }), ['schema 39:18']);
    refuses(
      'approval for ever without an end',
      manifestText({
        acme: { ...request, approval: 'until-expiry', expires_at: undefined },
      }),
      ['schema 4:13'],
    );
    refuses('a task that uses what is not there', manifestText({}, { tasks: { one: task } }), ['unknown-request 11:9']);
    refuses(
      'a task whose requests fill one variable',
      manifestText({ acme: request, other: request }, { tasks: { one: { ...task, uses: ['acme', 'other'] } } }),
      ['same-variable 107:9'],
    );
  });

  describe('has no place for a value', () => {
    for (const [where, change] of places()) {
      it(where, () => {
        const text = manifestText({ acme: change(lookalike()) });
        const reading = readManifest(text);
        assert.equal(reading.type, 'problems');
        assert.ok(!JSON.stringify(reading).includes(lookalike()), 'and the problem does not repeat it');
      });
    }
  });

  it('never throws, whatever the text', () => {
    const json = fc.json({ maxDepth: 4 });
    fc.assert(
      fc.property(
        fc.oneof(
          json,
          fc.string(),
          json.map((text) => text.slice(1)),
        ),
        (text) => {
          assert.ok(['manifest', 'problems'].includes(readManifest(text).type));
        },
      ),
    );
  });
});

function places(): readonly (readonly [string, (value: string) => unknown])[] {
  return [
    ['under a name of its own', (value) => ({ ...request, value })],
    ['in the purpose', (value) => ({ ...request, purpose: `Copies orders with ${value}` })],
    ['in the subject', (value) => ({ ...request, subject: `task:${value}` })],
    ['in the source', (value) => ({ ...request, source: { provider: 'vault', ref: value } })],
    [
      'in the format of the header',
      (value) => ({
        ...request,
        delivery: { mode: 'header', header: 'Authorization', format: `Bearer ${value}` },
      }),
    ],
    ['in the delivery', (value) => ({ ...request, delivery: { ...request.delivery, default: value } })],
    [
      'as an action',
      (value) => ({ ...request, authorization_details: [{ type: 'api_credential', actions: [value] }] }),
    ],
    ['as a fingerprint', (value) => ({ ...request, replaces: [{ file: 'a', kind: 'b', fingerprint: value }] })],
    [
      'as a query of a location',
      (value) => ({
        ...request,
        authorization_details: [{ type: 'api_credential', locations: [`https://api.acme.example/?key=${value}`] }],
      }),
    ],
  ];
}

function withRequest(change: Readonly<Record<string, unknown>>): string {
  return manifestText({ acme: { ...request, ...change } });
}

function accepts(fact: string, text: string): void {
  it(fact, () => assert.deepEqual(structuredClone(readManifest(text)), { type: 'manifest', manifest: plain(text) }));
}

/** `expected`: codes with line and column. */
function refuses(fact: string, text: string, expected: readonly string[]): void {
  it(fact, () => {
    const reading = readManifest(text);
    assert.equal(reading.type, 'problems');
    assert.deepEqual(
      reading.problems.map(({ code, line, column }) => `${code} ${line}:${column}`),
      expected,
      JSON.stringify(reading.problems),
    );
    for (const { message } of reading.problems) assert.match(message, /^["A-Z].*\.$/);
  });
}

function plain(text: string): unknown {
  return JSON.parse(
    text
      .replaceAll(/\/\/.*|\/\*.*?\*\//g, (comment) =>
        comment.includes('why') || comment.includes('what') ? '' : comment,
      )
      .replaceAll(/,(?=\s*\})/g, ''),
  );
}
