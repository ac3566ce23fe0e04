import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { guardFor } from './guarded.ts';
import type { Guarded } from './guarded.ts';
import { startHttp2 } from './http2-service.ts';
import type { Serving } from './http2-service.ts';
import { answerOn, ask, bearer, codeOf, done, hostOf, ruleOf, sessionThrough } from './streams.ts';
import type { Answered } from './streams.ts';

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

  it('is taken out of the binary metadata of gRPC, which stays base64', async () => {
    const { answer, guarded } = await answered((value, stream) => {
      stream.respond({ ':status': 200, 'x-echo-bin': Buffer.from(value).toString('base64') }, { endStream: true });
    });
    const echoed = String(answer.headers['x-echo-bin']);
    assert.match(echoed, /^A{12,}[\w+/]*=*$/);
    assert.ok(!Buffer.from(echoed, 'base64').includes(guarded.value.slice(0, -2)));
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

async function answered(
  answer: (value: string, stream: Parameters<Serving>[0]) => void,
): Promise<{ answer: Answered; guarded: Guarded }> {
  await using service = await startHttp2((stream, { authorization }) => {
    answer((authorization ?? '').replace('Bearer ', ''), stream);
  });
  using guarded = await guardFor(service, { call: [ruleOf(service)] });
  using session = await sessionThrough(guarded, hostOf(service));
  return { answer: await ask(session, bearer(guarded)), guarded };
}
