import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { connect as connectPlainly } from 'node:net';
import {
  begun,
  endHeaders,
  endStream,
  fieldsFor,
  firstRemembered,
  flood,
  frame,
  framesUntil,
  literals,
  number,
  remembered,
  setting,
} from './frames.ts';
import { guardFor } from './guarded.ts';
import type { Guarded } from './guarded.ts';
import { startHttp2 } from './http2-service.ts';
import type { Http2Service } from './http2-service.ts';
import { ask, bearer, codeOf, done, hostOf, ruleOf, sessionThrough } from './streams.ts';

const whole = endStream | endHeaders;

describe('on the wire of HTTP/2, a call that is no call is reset, and reaches no service', () => {
  const rows: readonly (readonly [fact: string, fields: readonly (readonly [string, string])[]])[] = [
    ['an absolute target', [[':path', 'https://evil.example/v1']]],
    ['an authority with a user', [[':authority', 'ada@localhost']]],
    ['two authorities', [[':authority', 'localhost'], [':authority', 'evil.example']]], // prettier-ignore
    ['two paths', [[':path', '/v1'], [':path', '/v2']]], // prettier-ignore
    ['an empty path', [[':path', '']]],
    ['a path with a line break', [[':path', '/v1\r\nX: y']]],
    ['a header in capitals', [['X-A', 'b']]],
    ['a header of the connection', [['connection', 'close']]],
    ['chunks', [['transfer-encoding', 'chunked']]],
    ['an upgrade', [['upgrade', 'websocket']]],
    ['a pseudo-header behind the others', [['x-a', 'b'], [':late', 'x']]], // prettier-ignore
    ['an unknown pseudo-header', [[':unknown', 'x']]],
    ['an extended CONNECT, which was not offered', [[':method', 'CONNECT'], [':protocol', 'websocket']]], // prettier-ignore
    ['a length beside no body', [['content-length', '3']]],
    ['two lengths', [['content-length', '3'], ['content-length', '30']]], // prettier-ignore
    ['two Host headers that differ', [['host', 'localhost'], ['host', 'evil.example']]], // prettier-ignore
  ];
  for (const [fact, more] of rows) {
    it(fact, async () => {
      await using service = await startHttp2(done);
      using guarded = await guardFor(service, { call: [ruleOf(service)] });
      const socket = await begun(guarded, hostOf(service));
      socket.write(frame('headers', whole, 1, literals(fieldsFor(hostOf(service), guarded, more))));
      const heard = await framesUntil(
        socket,
        ({ type }) => type === 'reset' || type === 'goaway' || type === 'headers',
      );
      socket.destroy();
      const last = heard.at(-1);
      if (last?.type === 'headers') {
        // A refusal; 403 is no entry of everybody's table.
        assert.ok(last.payload.includes('403'));
      }
      assert.equal(service.reached.length, 0);
    });
  }
});

describe('on the wire of HTTP/2, a header that is none goes no further', () => {
  for (const [fact, field] of [
    ['a line break in its value', ['x-a', 'b\r\nx-evil: yes']],
    ['a colon in its name', ['x-a:x-evil', 'yes']],
    ['a blank in its name', ['x-evil ', 'yes']],
  ] as const) {
    it(fact, async () => {
      await using service = await startHttp2(done);
      using guarded = await guardFor(service, { call: [ruleOf(service)] });
      const socket = await begun(guarded, hostOf(service));
      socket.write(frame('headers', whole, 1, literals(fieldsFor(hostOf(service), guarded, [field]))));
      await framesUntil(socket, ({ type }) => type === 'reset' || type === 'goaway' || type === 'headers');
      socket.destroy();
      assert.ok(!service.reached.some(({ raw }) => raw.some((text) => /evil|^x-a/.test(text))));
    });
  }
});

describe('on the wire of HTTP/2, the guard ends, or holds', () => {
  const rows: readonly (readonly [fact: string, frames: (host: string, guarded: Guarded) => Iterable<Buffer>])[] = [
    [
      'calls that are reset at once, again and again',
      function* (host, guarded) {
        const call = literals(fieldsFor(host, guarded));
        for (let stream = 1; stream < 40_000; stream += 2) {
          yield Buffer.concat([frame('headers', whole, stream, call), frame('reset', 0, stream, number(8))]);
        }
      },
    ],
    [
      'headers that go on without end',
      function* (host, guarded) {
        yield frame('headers', endStream, 1, literals(fieldsFor(host, guarded)));
        const more = literals([['x-a', 'x'.repeat(1000)]]);
        for (let count = 0; count < 20_000; count++) yield frame('continuation', 0, 1, more);
      },
    ],
    [
      'empty headers that go on without end',
      function* (host, guarded) {
        yield frame('headers', endStream, 1, literals(fieldsFor(host, guarded)));
        for (let count = 0; count < 100_000; count++) yield frame('continuation', 0, 1);
      },
    ],
    ['settings without end', () => repeated(frame('settings', 0, 0, setting(4, 65_535)), 1_000_000)],
    ['pings without end', () => repeated(frame('ping', 0, 0, Buffer.alloc(8)), 1_000_000)],
    [
      'a window that is too large',
      () => repeated(frame('window', 0, 0, number(2 ** 31 - 1)), 3), // prettier-ignore
    ],
    ['a window that grows by nothing', () => repeated(frame('window', 0, 0, number(0)), 3)],
    ['a push of a client', () => repeated(frame('push', endHeaders, 1, number(2)), 3)],
    ['data of a call that was not begun', () => repeated(frame('data', 0, 7, Buffer.from('x')), 3)],
    ['a frame that is too large', () => repeated(frame('data', 0, 0, Buffer.alloc(70_000)), 3)],
    ['headers that are not compressed rightly', () => repeated(frame('headers', whole, 1, Buffer.alloc(9, 0xff)), 3)],
  ];
  for (const [fact, frames] of rows) {
    it(`${fact}, and serves the next connection`, async () => {
      await using service = await startHttp2(done);
      using guarded = await guardFor(service, { call: [ruleOf(service)] });
      const socket = await begun(guarded, hostOf(service));
      const became = await flood(socket, frames(hostOf(service), guarded));
      // It is read only now: whoever takes no answers is not listened to.
      const last = became === 'held' ? undefined : (await framesUntil(socket, ({ type }) => type === 'goaway')).at(-1);
      assert.ok(became === 'held' || last?.type === 'goaway' || socket.destroyed, 'it does not go on');
      socket.destroy();
      using session = await sessionThrough(guarded, hostOf(service));
      assert.equal((await ask(session, bearer(guarded))).body, 'done');
      const calls = guarded.events.filter(({ type }) => type === 'call').length;
      assert.ok(calls < 5000, `${calls} calls were looked at`);
    }).timeout(60_000);
  }

  it('nothing but the call whose headers are too long, though they are short on the wire', async () => {
    await using service = await startHttp2(done);
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    const socket = await begun(guarded, hostOf(service));
    const bomb = Array.from({ length: 10_000 }, () => firstRemembered);
    const fields = literals(fieldsFor(hostOf(service), guarded));
    socket.write(frame('headers', whole, 1, Buffer.concat([fields, remembered('x-a', 'x'.repeat(3000)), ...bomb])));
    const heard = await framesUntil(socket, ({ type }) => type === 'reset' || type === 'goaway');
    assert.ok(['reset', 'goaway'].includes(heard.at(-1)?.type ?? ''));
    assert.equal(service.reached.length, 0);
    socket.destroy();
  });

  it('no more calls at once than it said', async () => {
    await using service = await startHttp2(() => undefined);
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    const socket = await begun(guarded, hostOf(service));
    const fields = literals(fieldsFor(hostOf(service), guarded));
    const heard = framesUntil(socket, ({ type }) => type === 'reset');
    await flood(
      socket,
      Array.from({ length: 129 }, (_, index) => frame('headers', whole, 2 * index + 1, fields)),
    );
    const { stream = 0, payload } = (await heard).at(-1) ?? {};
    assert.deepEqual([stream, payload?.readUInt32BE()], [257, 7], 'the last is refused, and may be asked for again');
    socket.destroy();
  });
});

describe('on the wire of HTTP/2, the guard', () => {
  it('holds little of an answer that nobody reads, and less than all of a body that nobody takes', async () => {
    const sent = { bytes: 0 };
    await using service = await startHttp2((stream) => {
      stream.respond({ ':status': 200 });
      const chunk = Buffer.alloc(65_536, 'x');
      const send = (): void => {
        while (sent.bytes < 500_000_000 && !stream.destroyed) {
          sent.bytes += chunk.length;
          if (!stream.write(chunk)) return void stream.once('drain', send);
        }
      };
      send();
    });
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    const socket = await begun(guarded, hostOf(service), setting(4, 0));
    const fields = literals(fieldsFor(hostOf(service), guarded));
    for (let stream = 1; stream < 41; stream += 2) socket.write(frame('headers', whole, stream, fields));
    await framesUntil(socket, ({ type, stream }) => type === 'headers' && stream === 39);
    // Once nothing moves any more.
    for (let before = -1; before !== sent.bytes; await new Promise((resolve) => setTimeout(resolve, 200))) {
      before = sent.bytes;
    }
    assert.ok(sent.bytes < 20 * 2.5 * 1024 * 1024, `${sent.bytes} bytes of 20 answers are on their way`);
    socket.destroy();
  }).timeout(30_000);

  it('says in HTTP/2 that it is not spoken without TLS', async () => {
    await using service = await startHttp2(done);
    using guarded = await guardFor(service, { call: [ruleOf(service)] });
    const socket = connectPlainly({ host: '127.0.0.1', port: guarded.guard.port });
    socket.write(`CONNECT ${hostOf(service)} HTTP/1.1\r\nHost: ${hostOf(service)}\r\n\r\n`);
    await once(socket, 'data');
    const session = connect(`http://${hostOf(service)}`, { createConnection: () => socket });
    session.on('error', () => undefined);
    const answer = await ask(session, bearer(guarded));
    assert.equal(codeOf(answer), 'protocol-not-guarded');
    const grpc = { ...bearer(guarded), ':method': 'POST', 'content-type': 'application/grpc' };
    const { headers } = await ask(session, grpc, { body: '' });
    assert.deepEqual([headers['grpc-status'], headers['valet-key-refused']], ['7', 'protocol-not-guarded']);
    session.destroy();
    assert.equal(service.reached.length, 0);
  });

  it('says so when a service speaks HTTP/1.1 alone to a client that speaks HTTP/2 alone', async () => {
    await using service: Http2Service = await startHttp2(done, { allowHTTP1: true });
    const { startService } = await import('./service.ts');
    await using old = await startService((_call, response) => response.end('old'));
    using guarded = await guardFor(old, { call: [{ host: `localhost:${old.port}` }] });
    using session = await sessionThrough(guarded, `localhost:${old.port}`, ['h2']);
    const answer = await ask(session, bearer(guarded));
    assert.equal(codeOf(answer), 'protocol-not-guarded');
    assert.match(answer.body, /HTTP\/1\.1/);
    assert.equal(old.reached.length + service.reached.length, 0);
  });
});

function repeated(one: Buffer, count: number): Iterable<Buffer> {
  const many = Math.min(count, 1000);
  const together = Buffer.concat(Array.from({ length: many }, () => one));
  return Array.from({ length: count / many }, () => together);
}
