import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants } from 'node:http2';
import type { OutgoingHttpHeaders } from 'node:http2';
import type { RefusalCode } from '../../../src/core/policy/refusal.ts';
import { guardFor } from './guarded.ts';
import type { Guarded } from './guarded.ts';
import { startHttp2 } from './http2-service.ts';
import { answerOn, ask, bearer, codeOf, done, hostOf, ruleOf, sessionThrough } from './streams.ts';
import type { Asked } from './streams.ts';

describe('in HTTP/2, the guard', () => {
  it('puts the value on the call and nowhere else', async () => {
    await using service = await startHttp2(done);
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    using session = await sessionThrough(guarded, hostOf(service));
    const { headers, body } = await ask(session, bearer(guarded));
    assert.deepEqual([headers[':status'], body], [200, 'done']);
    assert.equal(service.reached[0]?.headers.authorization, `Bearer ${guarded.value}`);
    assert.deepEqual(
      guarded.events.map(({ type }) => type),
      ['provider-called', 'call'],
    );
    assert.ok(!JSON.stringify(guarded.events).includes(guarded.value));
  });

  it('hands on bodies, trailers and answers as they are', async () => {
    const large = 'x'.repeat(3_000_000);
    await using service = await startHttp2((stream) => {
      let trailers = {};
      stream.once('trailers', (fields) => (trailers = { 'x-got': fields['x-sent'] }));
      stream.respond({ ':status': 201, 'x-own': 'a', 'set-cookie': ['b=1', 'c=2'] }, { waitForTrailers: true });
      stream.once('wantTrailers', () => stream.sendTrailers(trailers));
      stream.pipe(stream);
    });
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    using session = await sessionThrough(guarded, hostOf(service));
    const sent = { body: large, trailers: { 'x-sent': 'at the end' } };
    const { headers, body, trailers, code } = await ask(session, { ...bearer(guarded), ':method': 'POST' }, sent);
    assert.deepEqual([headers[':status'], headers['x-own'], headers['set-cookie']], [201, 'a', ['b=1', 'c=2']]);
    assert.ok(body === large);
    assert.equal(trailers['x-got'], 'at the end');
    assert.equal(code, constants.NGHTTP2_NO_ERROR);
  });

  it('speaks it where the service does, and HTTP/1.1 elsewhere', async () => {
    await using both = await startHttp2(done, { allowHTTP1: true });
    using guarded = await guardFor(both, { call: [ruleOf(both)] });
    await assert.rejects(sessionThrough(guarded, hostOf(both), ['http/1.1']), /http\/1.1 was chosen/);
    using session = await sessionThrough(guarded, hostOf(both));
    assert.equal((await ask(session, bearer(guarded))).body, 'done');
  });

  it('carries messages both ways as they come', async () => {
    await using service = await startHttp2((stream) => {
      stream.respond({ ':status': 200 });
      stream.on('data', (chunk: Buffer) => stream.write(`got ${chunk.toString()};`));
      stream.on('end', () => stream.end('bye'));
    });
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    using session = await sessionThrough(guarded, hostOf(service));
    const stream = session.request({ ...bearer(guarded), ':method': 'POST' }, { endStream: false });
    for (const word of ['one', 'two']) {
      stream.write(word);
      const [chunk] = (await once(stream, 'data')) as [Buffer];
      assert.equal(chunk.toString(), `got ${word};`);
    }
    stream.end();
    assert.equal((await answerOn(stream)).body, 'bye');
  });

  it('takes 300 calls at once on one connection', async () => {
    await using service = await startHttp2(done);
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    using session = await sessionThrough(guarded, hostOf(service));
    const answers = await Promise.all(Array.from({ length: 300 }, () => ask(session, bearer(guarded))));
    assert.ok(answers.every(({ body }) => body === 'done'));
    assert.equal(guarded.events.filter(({ type }) => type === 'call').length, 300);
  }).timeout(60_000);

  it('ends a call at the service with the code that the client ends it with', async () => {
    const ended = Promise.withResolvers<number>();
    await using service = await startHttp2((stream) => {
      stream.respond({ ':status': 200 });
      stream.once('close', () => ended.resolve(stream.rstCode));
    });
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    using session = await sessionThrough(guarded, hostOf(service));
    const stream = session.request(bearer(guarded));
    stream.on('error', () => undefined);
    await once(stream, 'response');
    stream.close(constants.NGHTTP2_CANCEL);
    assert.equal(await ended.promise, constants.NGHTTP2_CANCEL);
  });

  it('ends a call for the client with the code that the service ends it with', async () => {
    await using service = await startHttp2((stream) => stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM));
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    using session = await sessionThrough(guarded, hostOf(service));
    assert.equal((await ask(session, bearer(guarded))).code, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  });

  it('opens a call again that met a connection closed just now', async () => {
    await using service = await startHttp2(done);
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    using session = await sessionThrough(guarded, hostOf(service));
    for (const _ of [1, 2, 3]) {
      assert.equal((await ask(session, bearer(guarded))).body, 'done');
      for (const one of service.sessions) one.destroy();
    }
  });
});

describe('in HTTP/2, the guard refuses', () => {
  refused('another path', 'path-not-in-call-set', { ':path': '/v2/charges' });
  refused('another method', 'method-not-in-call-set', { ':method': 'DELETE' });
  refused('a path with dot segments', 'path-ambiguous', { ':path': '/v1/../v2' });
  refused('an encoded slash', 'path-ambiguous', { ':path': '/v1%2f..%2fv2' });
  refused('an empty segment', 'path-ambiguous', { ':path': '//v1' });
  refused('another authority', 'host-header-differs', { ':authority': 'evil.example' });
  refused('an authority of another port', 'host-header-differs', { ':authority': 'localhost:1' });
  refused('a Host header that is not the authority', 'host-header-differs', { host: 'evil.example' });
  refused('another scheme', 'call-malformed', { ':scheme': 'http' });
  refused('the placeholder in another header', 'credential-misplaced', ({ placeholder }) => ({
    'x-note': placeholder,
  }));
  refused('the placeholder in the query', 'credential-misplaced', ({ placeholder }) => ({
    ':path': `/v1/charges?key=${placeholder}`,
  }));
  refused('the placeholder in a body', 'credential-misplaced', { ':method': 'POST' }, ({ placeholder }) => ({
    body: `{"key":"${placeholder}"}`,
  }));
  refused('the placeholder in trailers', 'credential-misplaced', { ':method': 'POST' }, ({ placeholder }) => ({
    body: 'body',
    trailers: { 'x-sum': placeholder },
  }));

  it('calls after the grant was revoked, has expired, or is used up', async () => {
    await using service = await startHttp2(done);
    for (const [options, code] of [
      [{ expiresAt: Date.now() - 1 }, 'grant-expired'],
      [{ uses: 1 }, 'uses-exhausted'],
    ] as const) {
      using guarded = await guardFor(service, { call: [ruleOf(service)], ...options });
      using session = await sessionThrough(guarded, hostOf(service));
      await ask(session, bearer(guarded));
      assert.equal(codeOf(await ask(session, bearer(guarded))), code);
    }
  });

  it('a host that is no part of the call set, in HTTP/1.1 where the client speaks it', async () => {
    await using service = await startHttp2(done);
    using guarded = await guardFor(service, { call: [ruleOf(service)], ownCall: [] });
    await assert.rejects(sessionThrough(guarded, 'evil.example:443'), /http\/1.1 was chosen/);
    using session = await sessionThrough(guarded, 'evil.example:443', ['h2']);
    const answer = await ask(session, { ...bearer(guarded), ':authority': 'evil.example:443' });
    assert.equal(codeOf(answer), 'host-header-differs', 'the server name is another one');
  });

  it('a tunnel in the tunnel', async () => {
    await using service = await startHttp2(done);
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    using session = await sessionThrough(guarded, hostOf(service));
    const answer = await ask(session, { ':method': 'CONNECT', ':authority': 'evil.example:443' });
    assert.equal(answer.headers[':status'], 403);
    assert.equal(service.reached.length, 0);
  });

  it('a service that is not there', async () => {
    await using service = await startHttp2(done);
    await using other = await startHttp2(done);
    using guarded = await guardFor(other, { call: [ruleOf(service)] });
    using session = await sessionThrough(guarded, hostOf(service), ['h2']);
    const answer = await ask(session, bearer(guarded));
    assert.deepEqual([answer.headers[':status'], codeOf(answer)], [502, 'upstream-unreachable']);
  });
});

function refused(
  fact: string,
  code: RefusalCode,
  fields: OutgoingHttpHeaders | ((guarded: Guarded) => OutgoingHttpHeaders),
  sent: (guarded: Guarded) => Asked = () => ({}),
): void {
  it(`${fact}: ${code}`, async () => {
    await using service = await startHttp2((stream) => {
      stream.once('end', () => stream.destroyed || stream.respond({ ':status': 200 }, { endStream: true })).resume();
    });
    const rule = { host: hostOf(service), methods: ['GET', 'POST'], paths: ['/v1/**'] };
    using guarded = await guardFor(service, { call: [rule] });
    using session = await sessionThrough(guarded, hostOf(service));
    const own = typeof fields === 'function' ? fields(guarded) : fields;
    const answer = await ask(session, { ':path': '/v1/charges', ...bearer(guarded), ...own }, sent(guarded));
    assert.deepEqual([answer.headers[':status'], codeOf(answer)], [403, code]);
    assert.equal(answer.headers['valet-key-refused'], code);
    assert.ok(!answer.body.includes(guarded.value));
    const last = guarded.events.at(-1);
    assert.equal(last && 'reason' in last && last.reason, code);
  });
}
