import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants } from 'node:http2';
import { gzipSync } from 'node:zlib';
import type { RefusalCode } from '../../../src/core/policy/refusal.ts';
import { guardFor } from './guarded.ts';
import type { Guarded, GuardedOptions } from './guarded.ts';
import { startHttp2 } from './service2.ts';
import type { Http2Service, Serving } from './service2.ts';
import { answerOn, ask, sessionThrough } from './streams.ts';
import type { Answered, Asked } from './streams.ts';

const done: Serving = (stream) => {
  stream.respond({ ':status': 200 });
  stream.end('done');
};

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
  refused('the placeholder in another header', 'credential-misplaced', (_, { placeholder }) => ({
    'x-note': placeholder,
  }));
  refused('the placeholder in the query', 'credential-misplaced', (_, { placeholder }) => ({
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

describe('in HTTP/2, a value that comes back', () => {
  it('is taken out of headers, body and trailers', async () => {
    const { answer, guarded } = await answered((value, stream) => {
      stream.respond({ ':status': 200, 'x-echo': value }, { waitForTrailers: true });
      stream.once('wantTrailers', () => stream.sendTrailers({ 'x-sum': value }));
      stream.end(`before ${value} after`);
    });
    const stars = '*'.repeat(guarded.value.length);
    assert.deepEqual(
      [answer.headers['x-echo'], answer.body, answer.trailers['x-sum']],
      [stars, `before ${stars} after`, stars],
    );
    assert.equal(guarded.warnings.length, 1);
  });

  it('is taken out of a compressed body', async () => {
    const { answer, guarded } = await answered((value, stream) => {
      stream.respond({ ':status': 200, 'content-encoding': 'gzip' });
      stream.end(gzipSync(`before ${value} after`));
    });
    assert.equal(answer.body, `before ${'*'.repeat(guarded.value.length)} after`);
  });

  it('is taken out of compressed messages of gRPC', async () => {
    const { answer, guarded } = await answered((value, stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-encoding': 'gzip' });
      const message = gzipSync(`before ${value} after`);
      const head = Buffer.from([1, 0, 0, 0, message.length]);
      const whole = Buffer.concat([head, message, head, message]);
      stream.write(whole.subarray(0, 30));
      setTimeout(() => stream.end(whole.subarray(30)), 20);
    });
    const plain = `before ${'*'.repeat(guarded.value.length)} after`;
    const one = `\0\0\0\0${String.fromCharCode(plain.length)}${plain}`;
    assert.equal(answer.body, one + one);
    assert.equal(answer.headers['grpc-encoding'], undefined);
  });

  for (const [name, encoding] of [
    ['content-encoding', 'secret'],
    ['grpc-encoding', 'snappy'],
    ['connect-content-encoding', 'gzip'],
  ] as const) {
    it(`in a ${name} that cannot be read is withheld`, async () => {
      const { answer } = await answered((value, stream) => {
        stream.respond({ ':status': 200, [name]: encoding });
        stream.end(value);
      });
      assert.deepEqual([answer.headers[':status'], codeOf(answer)], [403, 'response-held-credential']);
    });
  }
});

describe('for gRPC, the guard', () => {
  const asGrpc = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' };

  it('passes on what clients of gRPC need', async () => {
    await using service = await startHttp2((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': 5 }, { endStream: true });
    });
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    using session = await sessionThrough(guarded, hostOf(service), ['h2']);
    const { headers } = await ask(
      session,
      { ...bearer(guarded), ...asGrpc, 'grpc-accept-encoding': 'gzip' },
      { body: '' },
    );
    assert.equal(headers['grpc-status'], '5');
    const { te, 'grpc-accept-encoding': accepted } = service.reached[0]?.headers ?? {};
    assert.deepEqual([te, accepted], ['trailers', 'identity']);
  });

  for (const [code, status, options] of [
    ['path-not-in-call-set', 7, { call: ['/other'] }],
    ['grant-expired', 16, { expiresAt: Date.now() - 1 }],
  ] as const) {
    it(`refuses with status ${status} and the reason, where that is ${code}`, async () => {
      await using service = await startHttp2(done);
      const { call: paths, ...more } = { call: ['/**'], ...options };
      using guarded = await guardFor(service, { call: [{ host: hostOf(service), paths }], ...more });
      using session = await sessionThrough(guarded, hostOf(service), ['h2']);
      const { headers, code: ended } = await ask(session, { ...bearer(guarded), ...asGrpc }, { body: 'body' });
      assert.deepEqual([headers[':status'], headers['grpc-status']], [200, String(status)]);
      assert.match(decodeURIComponent(String(headers['grpc-message'])), /^Refused by Valet Key: /);
      assert.equal(headers['valet-key-refused'], code);
      assert.equal(ended, constants.NGHTTP2_NO_ERROR);
      assert.equal(service.reached.length, 0);
    });
  }

  it('ends a stream with the reason when its grant is revoked', async () => {
    const ended = Promise.withResolvers<void>();
    await using service = await startHttp2((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
      stream.write('first');
      stream.once('close', ended.resolve);
    });
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    using session = await sessionThrough(guarded, hostOf(service), ['h2']);
    const stream = session.request({ ...bearer(guarded), ...asGrpc }, { endStream: false });
    const answer = answerOn(stream);
    await once(stream, 'data');
    await guarded.grant.revoke('person');
    const { trailers, body } = await answer;
    assert.deepEqual([body, trailers['grpc-status'], trailers['valet-key-refused']], ['first', '16', 'grant-revoked']);
    await ended.promise;
  });
});

function refused(
  fact: string,
  code: RefusalCode,
  fields: object | ((host: string, guarded: Guarded) => object),
  sent: (guarded: Guarded) => Asked = () => ({}),
): void {
  it(`${fact}: ${code}`, async () => {
    await using service = await startHttp2((stream) => {
      stream.once('end', () => stream.destroyed || stream.respond({ ':status': 200 }, { endStream: true })).resume();
    });
    const rule = { host: hostOf(service), methods: ['GET', 'POST'], paths: ['/v1/**'] };
    using guarded = await guardFor(service, { call: [rule] });
    using session = await sessionThrough(guarded, hostOf(service));
    const own = typeof fields === 'function' ? fields(hostOf(service), guarded) : fields;
    const answer = await ask(session, { ':path': '/v1/charges', ...bearer(guarded), ...own }, sent(guarded));
    assert.deepEqual([answer.headers[':status'], codeOf(answer)], [403, code]);
    assert.equal(answer.headers['valet-key-refused'], code);
    assert.ok(!answer.body.includes(guarded.value));
    const last = guarded.events.at(-1);
    assert.equal(last && 'reason' in last && last.reason, code);
  });
}

async function answered(
  answer: (value: string, stream: Parameters<Serving>[0]) => void,
  options?: Partial<GuardedOptions>,
): Promise<{ answer: Answered; guarded: Guarded }> {
  await using service = await startHttp2((stream, { authorization }) => {
    answer((authorization ?? '').replace('Bearer ', ''), stream);
  });
  using guarded = await guardFor(service, { call: [ruleOf(service)], ...options });
  using session = await sessionThrough(guarded, hostOf(service));
  return { answer: await ask(session, bearer(guarded)), guarded };
}

function hostOf({ port }: Http2Service): string {
  return `localhost:${port}`;
}

function ruleOf(service: Http2Service) {
  return { host: hostOf(service) };
}

function bearer({ placeholder }: Guarded) {
  return { authorization: `Bearer ${placeholder}` };
}

function codeOf({ body }: Answered): string {
  return (JSON.parse(body) as { error: { code: string } }).error.code;
}
