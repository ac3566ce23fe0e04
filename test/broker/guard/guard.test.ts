import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { RefusalCode } from '../../../src/core/policy/refusal.ts';
import { BrokerError } from '../../../src/broker/protocol/faults.ts';
import { callInTunnel, callPlainly, callThrough, guardFor } from './guarded.ts';
import type { Called, Calling, Guarded } from './guarded.ts';
import { echo, startService } from './service.ts';
import type { Answering, Service } from './service.ts';

describe('the guard', () => {
  it('puts the value on the call and nowhere else', async () => {
    await using service = await startService((_call, response) => response.end('done'));
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    const { status, body } = await callThrough(guarded, hostOf(service), bearer(guarded));
    assert.deepEqual([status, body], [200, 'done']);
    assert.equal(service.reached[0]?.headers.authorization, `Bearer ${guarded.value}`);
    assert.deepEqual(
      guarded.events.map(({ type }) => type),
      ['provider-called', 'call'],
    );
    assert.ok(!JSON.stringify(guarded.events).includes(guarded.value));
  });

  for (const [fact, calling] of [
    ['a user name, as curl -u sends it', (placeholder: string) => basic(`${placeholder}:`)],
    ['a password', (placeholder: string) => basic(`ada:${placeholder}`)],
  ] as const) {
    it(`puts the value in the place of the placeholder as ${fact}`, async () => {
      await using service = await startService((_call, response) => response.end());
      using guarded = await guardFor(service, { call: [ruleOf(service)], delivery: { mode: 'basic', env: 'ACME' } });
      await callThrough(guarded, hostOf(service), calling(guarded.placeholder));
      const expected = calling(guarded.value).headers.authorization;
      assert.equal(service.reached[0]?.headers.authorization, expected);
    });
  }

  it('puts the value in the query, encoded', async () => {
    await using service = await startService((_call, response) => response.end());
    const delivery = { mode: 'query', env: 'ACME', parameter: 'api_key' } as const;
    using guarded = await guardFor(service, { call: [ruleOf(service)], delivery, value: 'a&b=c d/+' });
    await callThrough(guarded, hostOf(service), { path: `/v1?at=1&api_key=${guarded.placeholder}&to=2` });
    assert.equal(service.reached[0]?.url, `/v1?at=1&api_key=${encodeURIComponent('a&b=c d/+')}&to=2`);
  });

  for (const [fact, written] of [
    ['as it is', (text: string) => text],
    ['encoded', (text: string) => encodeURIComponent(text)],
  ] as const) {
    it(`puts the value in the path where the placeholder stands ${fact}, and logs the path without it`, async () => {
      await using service = await startService((_call, response) => response.end());
      const delivery = { mode: 'path', env: 'ACME' } as const;
      using guarded = await guardFor(service, {
        call: [{ host: hostOf(service), paths: ['/bot*/getMe'] }],
        delivery,
        value: '1234567:a/b',
      });
      const placeholder = written(guarded.placeholder);
      await callThrough(guarded, hostOf(service), { path: `/bot${placeholder}/getMe?at=1` });
      assert.equal(service.reached[0]?.url, '/bot1234567:a%2Fb/getMe?at=1');
      assert.ok(!JSON.stringify(guarded.events).includes('1234567'));
      const astray = await callThrough(guarded, hostOf(service), {
        path: `/bot${placeholder}/getMe?at=${placeholder}`,
      });
      assert.equal(codeOf(astray), 'credential-misplaced');
    });
  }

  it('hands on bodies and answers as they are', async () => {
    const large = 'x'.repeat(300_000);
    await using service = await startService(({ body }, response) =>
      response.writeHead(201, { 'x-own': 'a' }).end(body),
    );
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    const answer = await callThrough(guarded, hostOf(service), { ...bearer(guarded), method: 'POST', body: large });
    assert.deepEqual([answer.status, answer.headers['x-own'], answer.body.length], [201, 'a', large.length]);
  });

  it('lets a task call other hosts of its call set, without a credential', async () => {
    await using service = await startService((_call, response) => response.end('plain'), 'http');
    using guarded = await guardFor(service, { call: [], ownCall: [{ host: hostOf(service), methods: ['GET'] }] });
    const { body } = await callPlainly(guarded, `http://${hostOf(service)}/`, {});
    assert.equal(body, 'plain');
    const withPut = await callPlainly(guarded, `http://${hostOf(service)}/`, { method: 'PUT' });
    assert.equal(codeOf(withPut), 'method-not-in-call-set');
  });

  it('judges plain calls in a tunnel too, as fetch makes them', async () => {
    await using service = await startService((_call, response) => response.end('plain'), 'http');
    using guarded = await guardFor(service, { call: [], ownCall: [{ host: hostOf(service), methods: ['GET'] }] });
    assert.match(await callInTunnel(guarded, hostOf(service)), /^HTTP\/1\.1 200 [^]*plain/);
  });

  it('lets a command of no task reach other hosts untouched', async () => {
    await using service = await startService((_call, response) => response.end('untouched'));
    using guarded = await guardFor(service, { call: [] });
    // The service's own certificate comes through, which this client does not trust.
    await assert.rejects(callThrough(guarded, hostOf(service), {}), /certificate/);
  });

  it('takes 200 calls at once', async () => {
    await using service = await startService((_call, response) => response.end('done'));
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => callThrough(guarded, hostOf(service), bearer(guarded))),
    );
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(guarded.events.filter(({ type }) => type === 'call').length, 200);
    assert.equal(guarded.events.filter(({ type }) => type === 'provider-called').length, 1);
  }).timeout(60_000);
});

describe('the guard refuses', () => {
  refused('another path', 'path-not-in-call-set', { path: '/v2/charges' });
  refused('another method', 'method-not-in-call-set', { method: 'DELETE' });
  for (const name of ['X-HTTP-Method-Override', 'x-http-method', 'X-Method-Override']) {
    const overriding = { method: 'POST', headers: { [name]: 'delete' } };
    refused(`another method in ${name}`, 'method-not-in-call-set', overriding);
  }
  refused('another method in the query', 'method-not-in-call-set', { method: 'POST', path: '/v1/charges?_method=put' });
  refused('another method in a form', 'method-not-in-call-set', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'amount=5&_method=delete',
  });
  refused('a path with dot segments', 'path-ambiguous', { path: '/v1/../v2' });
  refused('another Host header', 'host-header-differs', { headers: { host: 'evil.example' } });
  refused('no Host of this port', 'host-header-differs', { headers: { host: 'localhost:1' } });
  refused('the placeholder in another header', 'credential-misplaced', ({ placeholder }) => ({
    headers: { 'x-note': placeholder },
  }));
  refused('the placeholder in the query', 'credential-misplaced', ({ placeholder }) => ({
    path: `/v1/charges?key=${placeholder}`,
  }));
  refused('the encoded placeholder in the query', 'credential-misplaced', ({ placeholder }) => ({
    path: `/v1/charges?key=${placeholder.replace('p', '%70')}`,
  }));
  refused('the placeholder in base64 in another header', 'credential-misplaced', ({ placeholder }) => ({
    headers: { 'x-note': Buffer.from(`a:${placeholder}:b`).toString('base64') },
  }));
  refused('the placeholder in base64 in its own header', 'credential-misplaced', ({ placeholder }) => ({
    headers: { authorization: `Bearer ${Buffer.from(placeholder).toString('base64url')}` },
  }));
  refused('the placeholder in hex in a body', 'credential-misplaced', ({ placeholder }) => ({
    method: 'POST',
    body: Buffer.from(placeholder).toString('hex'),
  }));
  refused('the placeholder in a body', 'credential-misplaced', ({ placeholder }) => ({
    method: 'POST',
    body: `{"key":"${placeholder}"}`,
  }));

  it('a host that is no part of the call set, where clients read why', async () => {
    await using service = await startService(echo);
    using guarded = await guardFor(service, { call: [ruleOf(service)], ownCall: [] });
    const answer = await callThrough(guarded, 'evil.example:443', bearer(guarded));
    assert.equal(codeOf(answer), 'host-not-in-call-set');
    assert.match(answer.body, /add \{\\"host\\": \\"evil\.example:443\\"\}/);
    assert.ok(!answer.body.includes(guarded.value));
    assert.deepEqual(recorded(guarded), ['call evil.example:443 refused host-not-in-call-set']);
  });

  it('the placeholder at a host that another rule names', async () => {
    await using service = await startService(echo, 'http');
    using guarded = await guardFor(service, { call: [], ownCall: [{ host: hostOf(service), methods: ['GET'] }] });
    const answer = await callPlainly(guarded, `http://${hostOf(service)}/`, bearer(guarded));
    assert.equal(answer.status, 403);
    assert.equal(service.reached.length, 0);
  });

  it('a connection that speaks no HTTP', async () => {
    await using service = await startService(echo);
    using guarded = await guardFor(service, { call: [ruleOf(service)], ownCall: [] });
    await assert.rejects(rawConnection(guarded, 'evil.example:22'));
    assert.deepEqual(recorded(guarded), ['connection-refused evil.example:22 host-not-in-call-set']);
  });

  it('a call that cannot be recorded', async () => {
    await using service = await startService(echo);
    using guarded = await guardFor(service, { call: [ruleOf(service)], more: { audit: unwritable } });
    const answer = await callThrough(guarded, hostOf(service), bearer(guarded));
    assert.deepEqual([answer.status, codeOf(answer)], [503, 'not-recorded']);
    assert.equal(service.reached.length, 0);
  });

  it('a service whose certificate is not trusted', async () => {
    await using service = await startService(echo);
    await using other = await startService(echo);
    using guarded = await guardFor(other, { call: [ruleOf(service)] });
    const answer = await callThrough(guarded, hostOf(service), bearer(guarded));
    assert.deepEqual([answer.status, codeOf(answer)], [502, 'upstream-unreachable']);
  });

  it('calls after the grant was revoked, has expired, or is used up', async () => {
    await using service = await startService((_call, response) => response.end());
    for (const [options, code] of [
      [{ expiresAt: Date.now() - 1 }, 'grant-expired'],
      [{ uses: 0 }, 'uses-exhausted'],
    ] as const) {
      using guarded = await guardFor(service, { call: [ruleOf(service)], ...options });
      assert.equal(codeOf(await callThrough(guarded, hostOf(service), bearer(guarded))), code);
    }
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    assert.equal((await callThrough(guarded, hostOf(service), bearer(guarded))).status, 200);
    await guarded.grant.revoke('person');
    assert.equal(codeOf(await callThrough(guarded, hostOf(service), bearer(guarded))), 'grant-revoked');
    assert.equal(service.reached.length, 1);
  });
});

describe('a value that comes back', () => {
  const forms: readonly (readonly [string, (value: string) => string])[] = [
    ['as it is', (value) => value],
    ['in base64', (value) => Buffer.from(value).toString('base64')],
    ['in base64 within more', (value) => Buffer.from(`ada:${value}:more`).toString('base64')],
    ['in hex', (value) => Buffer.from(value).toString('hex')],
    ['in JSON', (value) => JSON.stringify({ value })],
    ['encoded for a URL', (value) => encodeURIComponent(value)],
  ];
  for (const [fact, form] of forms) {
    it(`${fact} is taken out of the body`, async () => {
      const { answer, guarded } = await answered((value, response) => response.end(`before ${form(value)} after`));
      assert.match(answer.body, /^before .*\*{12}.* after$/);
      assert.ok(!answer.body.includes(form(guarded.value)));
      assert.equal(guarded.warnings.length, 1);
      assert.deepEqual(recorded(guarded).at(-1)?.split(' ')[0], 'leak-found');
    });
  }

  it('is taken out of headers', async () => {
    const { answer, guarded } = await answered((value, response) => response.writeHead(200, { 'x-echo': value }).end());
    assert.equal(answer.headers['x-echo'], '*'.repeat(guarded.value.length));
  });

  it('is taken out in two pieces', async () => {
    const { answer, guarded } = await answered((value, response) => {
      response.write(`before ${value.slice(0, 9)}`);
      setTimeout(() => response.end(`${value.slice(9)} after`), 20);
    });
    assert.equal(answer.body, `before ${'*'.repeat(guarded.value.length)} after`);
  });

  it('is taken out of a compressed body', async () => {
    const { answer, guarded } = await answered((value, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(`before ${value} after`)),
    );
    assert.equal(answer.body, `before ${'*'.repeat(guarded.value.length)} after`);
  });

  it('in an encoding that cannot be read is withheld', async () => {
    const { answer, guarded } = await answered((value, response) =>
      response.writeHead(200, { 'content-encoding': 'secret' }).end(value),
    );
    assert.deepEqual([answer.status, codeOf(answer)], [403, 'response-held-credential']);
    assert.match(answer.body, /Accept-Encoding: identity/);
    assert.equal(recorded(guarded).at(-1)?.split(' ').at(-1), 'response-held-credential');
  });
});

function refused(fact: string, code: RefusalCode, calling: Calling | ((guarded: Guarded) => Calling)): void {
  it(`${fact}: ${code}`, async () => {
    await using service = await startService(echo);
    const rule = { host: hostOf(service), methods: ['GET', 'POST'], paths: ['/v1/**'] };
    using guarded = await guardFor(service, { call: [rule] });
    const given = typeof calling === 'function' ? calling(guarded) : calling;
    const withHeaders = { path: '/v1/charges', ...given, headers: { ...bearer(guarded).headers, ...given.headers } };
    const answer = await callThrough(guarded, hostOf(service), withHeaders);
    assert.deepEqual([answer.status, codeOf(answer)], [403, code]);
    assert.equal(answer.headers['valet-key-refused'], code);
    assert.ok(!answer.body.includes(guarded.value));
    assert.match(recorded(guarded).at(-1) ?? '', new RegExp(`refused ${code}$`));
  });
}

async function answered(
  answer: (value: string, response: Parameters<Answering>[1]) => void,
): Promise<{ answer: Called; guarded: Guarded }> {
  await using service = await startService(({ headers }, response) =>
    answer((headers.authorization ?? '').replace('Bearer ', ''), response),
  );
  using guarded = await guardFor(service, { call: [ruleOf(service)] });
  return { answer: await callThrough(guarded, hostOf(service), bearer(guarded)), guarded };
}

const unwritable = { append: () => Promise.reject(new BrokerError({ code: 'audit' })) };

function hostOf({ port }: Service): string {
  return `localhost:${port}`;
}

function ruleOf(service: Service) {
  return { host: hostOf(service) };
}

function bearer({ placeholder }: Guarded) {
  return { headers: { authorization: `Bearer ${placeholder}` } };
}

function basic(pair: string) {
  return { headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}

function codeOf({ body }: Called): string {
  return (JSON.parse(body) as { error: { code: string } }).error.code;
}

function recorded({ events }: Guarded): readonly string[] {
  return events
    .filter(({ type }) => type !== 'provider-called')
    .map((event) =>
      [
        event.type,
        'host' in event && event.host,
        'decision' in event && event.decision,
        'reason' in event && event.reason,
      ]
        .filter((word) => word !== false && word !== undefined)
        .join(' '),
    );
}

async function rawConnection({ guard }: Guarded, to: string): Promise<void> {
  const { connect } = await import('node:net');
  const socket = connect(guard.port, '127.0.0.1');
  socket.write(`CONNECT ${to} HTTP/1.1\r\nHost: ${to}\r\n\r\n`);
  await new Promise((resolve) => socket.once('data', resolve));
  socket.write(Buffer.from([0, 1, 2, 3]));
  await new Promise<void>((_, reject) => socket.once('close', () => reject(new Error('closed'))));
}
