import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { guardFor } from './guarded.ts';
import type { Guarded } from './guarded.ts';
import { echo, startService } from './service.ts';
import type { Answering, Service } from './service.ts';
import { startWebSocket } from './web-socket.ts';
import { heard, said, tlsThrough } from './wire.ts';

describe('on the wire, the guard refuses', () => {
  /** `PORT` and `PLACEHOLDER` are put in; each is one whole message. */
  const rows: readonly (readonly [fact: string, code: string, lines: readonly string[]])[] = [
    [
      'two lengths that differ',
      'call-malformed',
      ['POST /v1 HTTP/1.1', 'Host: localhost:PORT', 'Content-Length: 3', 'Content-Length: 30', '', 'abc'],
    ],
    [
      'a length beside chunks',
      'call-malformed',
      ['POST /v1 HTTP/1.1', 'Host: localhost:PORT', 'Content-Length: 3', 'Transfer-Encoding: chunked', '', '0', '', ''],
    ],
    [
      'a transfer encoding that is spelled apart',
      'call-malformed',
      ['POST /v1 HTTP/1.1', 'Host: localhost:PORT', 'Transfer-Encoding : chunked', '', '0', '', ''],
    ],
    ['a header that is folded', 'call-malformed', ['GET /v1 HTTP/1.1', 'Host: localhost:PORT', ' x', 'A', '', '']],
    ['headers without end', 'call-malformed', ['GET /v1 HTTP/1.1', `A: ${'x'.repeat(70_000)}`, '', '']],
    ['two Host headers', 'host-header-differs', ['GET /v1 HTTP/1.1', 'Host: localhost:PORT', 'Host: x', '', '']],
    ['an absolute target', 'path-ambiguous', ['GET https://evil.example/v1 HTTP/1.1', 'Host: localhost:PORT', '', '']],
    ['a tunnel in the tunnel', 'path-ambiguous', ['CONNECT evil.example:443 HTTP/1.1', 'Host: localhost:PORT', '', '']],
    ['HTTP/2 without asking', 'protocol-not-guarded', ['PRI * HTTP/2.0', '', 'SM', '', '']],
    ['an encoded slash', 'path-ambiguous', ['GET /v1%2f..%2fv2 HTTP/1.1', 'Host: localhost:PORT', '', '']],
    ['encoded dots', 'path-ambiguous', ['GET /v1/%2e%2e/v2 HTTP/1.1', 'Host: localhost:PORT', '', '']],
    ['an empty segment', 'path-ambiguous', ['GET //v1 HTTP/1.1', 'Host: localhost:PORT', '', '']],
    ['dots before a parameter', 'path-ambiguous', ['GET /v1/..;/v2 HTTP/1.1', 'Host: localhost:PORT', '', '']],
    ['letters beyond ASCII', 'call-malformed', ['GET /v1/\u00e9 HTTP/1.1', 'Host: localhost:PORT', '', '']],
  ];
  for (const [fact, code, lines] of rows) {
    it(`${fact}: ${code}`, async () => {
      await using service = await startService(echo);
      using guarded = await guardFor(service, { call: [{ host: hostOf(service), paths: ['/v1/**'] }] });
      const socket = await tlsThrough(guarded, hostOf(service));
      const written = lines.map((line) => line.replace('PORT', String(service.port)));
      const answer = await said(socket, withCredential(written, guarded), /Refused by Valet Key[^}]*\}/);
      assert.match(answer, new RegExp(`valet-key-refused: ${code}`, 'i'));
      assert.equal(service.reached.length, 0);
      const last = guarded.events.at(-1);
      assert.equal(last && 'reason' in last && last.reason, code);
    });
  }

  it('a server name that is not the host', async () => {
    await using service = await startService(echo);
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }] });
    const socket = await tlsThrough(guarded, hostOf(service), { servername: 'evil.example' });
    const answer = await said(socket, ['GET /v1 HTTP/1.1', `Host: ${hostOf(service)}`, '', ''], /\}/);
    assert.match(answer, /valet-key-refused: host-header-differs/i);
    assert.equal(service.reached.length, 0);
  });

  it('a client that speaks another protocol alone, by the alert it understands', async () => {
    await using service = await startService(echo);
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }] });
    await assert.rejects(tlsThrough(guarded, hostOf(service), { ALPNProtocols: ['imap'] }), /no.application.protocol/i);
    const last = guarded.events.at(-1);
    assert.equal(last?.type, 'connection-refused');
  });

  it('a value that no header can carry, and says what to do', async () => {
    await using service = await startService(echo);
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }], value: 'a-value-and-a-break\n' });
    const socket = await tlsThrough(guarded, hostOf(service));
    const answer = await said(
      socket,
      withCredential([`GET /v1 HTTP/1.1`, `Host: ${hostOf(service)}`, '', ''], guarded),
      /\}/,
    );
    assert.match(answer, /valet-key-refused: credential-unusable/i);
  });
});

describe('on the wire, the guard', () => {
  it('speaks HTTP/1.1 with a client that would rather speak HTTP/2', async () => {
    await using service = await startService(echo);
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }] });
    const socket = await tlsThrough(guarded, hostOf(service), { ALPNProtocols: ['h2', 'http/1.1'] });
    assert.equal(socket.alpnProtocol, 'http/1.1');
    socket.destroy();
  });

  it('answers in HTTP/1.1 whoever asks for another protocol than WebSocket', async () => {
    await using service = await startService(({ headers }, response) => response.end(`${headers.upgrade}`));
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }] });
    const lines = ['GET /v1 HTTP/1.1', `Host: ${hostOf(service)}`, 'Connection: Upgrade', 'Upgrade: h2c', '', ''];
    const answer = await said(await tlsThrough(guarded, hostOf(service)), withCredential(lines, guarded));
    assert.match(answer, /^HTTP\/1\.1 200 [^]*undefined/);
  });

  it('answers many calls on one connection', async () => {
    await using service = await startService(({ url }, response) => response.end(`at ${url}`));
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }] });
    const socket = await tlsThrough(guarded, hostOf(service));
    for (const path of ['/1', '/2', '/3']) {
      const lines = withCredential([`GET ${path} HTTP/1.1`, `Host: ${hostOf(service)}`, '', ''], guarded);
      assert.match(await said(socket, lines, /at \/\d/), new RegExp(`at ${path}`));
    }
    socket.destroy();
  });

  it('asks the service whether it wants a body before the body is sent', async () => {
    await using service = await startService(({ body }, response) => response.end(`got ${body}`));
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }] });
    const head = ['POST /v1 HTTP/1.1', `Host: ${hostOf(service)}`, 'Content-Length: 3', 'Expect: 100-continue', '', ''];
    const socket = await tlsThrough(guarded, hostOf(service));
    assert.match(await said(socket, withCredential(head, guarded), /100 Continue\r\n\r\n/), /^HTTP\/1\.1 100/);
    assert.match(await said(socket, ['abc'], /got/), /got abc/);
    socket.destroy();
  });

  it('refuses a call before its body is sent', async () => {
    await using service = await startService(echo);
    using guarded = await guardFor(service, { call: [{ host: hostOf(service), methods: ['GET'] }] });
    const head = ['PUT /v1 HTTP/1.1', `Host: ${hostOf(service)}`, 'Content-Length: 3', 'Expect: 100-continue', '', ''];
    const answer = await said(await tlsThrough(guarded, hostOf(service)), withCredential(head, guarded), /\}/);
    assert.match(answer, /^HTTP\/1\.1 403/);
  });

  it('passes events on as they come', async () => {
    await using service = await startService(async (_call, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: one\n\n');
      await wait(400);
      response.end('data: two\n\n');
    });
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }] });
    const socket = await tlsThrough(guarded, hostOf(service));
    const lines = withCredential(['GET /v1 HTTP/1.1', `Host: ${hostOf(service)}`, '', ''], guarded);
    assert.ok(!(await said(socket, lines, /one/)).includes('two'), 'the first came before the second');
    assert.match(await heard(socket, /two/), /two/);
    socket.destroy();
  });

  it('does not keep the end of a message that could begin a value', async () => {
    await using service = await startService((call, response) => {
      response.write(`until ${valueOf(call).slice(0, 3)}`);
    });
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }] });
    const lines = withCredential(['GET /v1 HTTP/1.1', `Host: ${hostOf(service)}`, '', ''], guarded);
    const socket = await tlsThrough(guarded, hostOf(service));
    assert.match(await said(socket, lines, new RegExp(`until [^]*${guarded.value.slice(0, 3)}`)), /until/);
    socket.destroy();
  });

  it('takes out the rest of a value whose beginning it did not keep', async () => {
    await using service = await startService(async (call, response) => {
      response.write(`until ${valueOf(call).slice(0, 3)}`);
      await wait(200);
      response.end(`${valueOf(call).slice(3)} end`);
    });
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }] });
    const lines = withCredential(['GET /v1 HTTP/1.1', `Host: ${hostOf(service)}`, '', ''], guarded);
    const socket = await tlsThrough(guarded, hostOf(service));
    const answer = await said(socket, lines, /\r\n0\r\n\r\n$/);
    assert.ok(answer.includes('*'.repeat(guarded.value.length - 3)) && !answer.includes(guarded.value.slice(3)));
    socket.destroy();
  });

  it('takes a value out of trailers', async () => {
    await using service = await startService((call, response) => {
      response.writeHead(200, { 'transfer-encoding': 'chunked', trailer: 'x-sum' });
      response.write('body');
      response.addTrailers({ 'x-sum': valueOf(call) });
      response.end();
    });
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }] });
    const lines = withCredential(['GET /v1 HTTP/1.1', `Host: ${hostOf(service)}`, '', ''], guarded);
    const socket = await tlsThrough(guarded, hostOf(service));
    assert.match(await said(socket, lines, /x-sum: .*\r\n/), /x-sum: \*{12,}\r\n/);
    socket.destroy();
  });

  it('repeats a call that met a connection closed just now', async () => {
    await using service = await startService((_call, response) => response.end('done'));
    using guarded = await guardFor(service, {
      call: [{ host: hostOf(service) }],
      more: { upstream: service.keptUpstream },
    });
    for (const _ of [1, 2, 3]) {
      const lines = withCredential(['GET /v1 HTTP/1.1', `Host: ${hostOf(service)}`, '', ''], guarded);
      const socket = await tlsThrough(guarded, hostOf(service));
      assert.match(await said(socket, lines, /done/), /^HTTP\/1\.1 200/);
      socket.destroy();
      service.endConnections();
    }
  });
});

describe('a WebSocket', () => {
  it('is opened with the value, and what comes back is without it', async () => {
    await using service = await startWebSocket();
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }] });
    const socket = await tlsThrough(guarded, hostOf(service));
    const opened = await said(socket, withCredential(opening(service), guarded), /\r\n\r\n[^]*said/);
    assert.match(opened, /^HTTP\/1\.1 101 /);
    assert.match(opened, /Sec-WebSocket-Accept: /i);
    assert.ok(!opened.includes(guarded.value) && opened.includes('*'.repeat(guarded.value.length)));
    assert.ok(!/permessage-deflate/.test(opened));
    socket.destroy();
  });

  it('is closed when its grant is revoked', async () => {
    await using service = await startWebSocket();
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }] });
    const socket = await tlsThrough(guarded, hostOf(service));
    await said(socket, withCredential(opening(service), guarded), /said/);
    const closed = heard(socket);
    await guarded.grant.revoke('person');
    await closed;
  });

  it('that is not allowed is refused, and told why', async () => {
    await using service = await startWebSocket();
    using guarded = await guardFor(service, { call: [{ host: hostOf(service), paths: ['/other'] }] });
    const socket = await tlsThrough(guarded, hostOf(service));
    assert.match(await said(socket, withCredential(opening(service), guarded), /\}/), /path-not-in-call-set/);
  });

  it('that the service does not open gets its answer', async () => {
    await using service = await startService((_call, response) => response.writeHead(401).end('who?'));
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }] });
    const socket = await tlsThrough(guarded, hostOf(service));
    assert.match(await said(socket, withCredential(opening(service), guarded)), /^HTTP\/1\.1 401 [^]*who\?/);
  });
});

function hostOf({ port }: Pick<Service, 'port'>): string {
  return `localhost:${port}`;
}

/** The header goes behind the first line. */
function withCredential([first = '', ...rest]: readonly string[], { placeholder }: Guarded): readonly string[] {
  return [first, `Authorization: Bearer ${placeholder}`, ...rest];
}

function valueOf({ headers }: Parameters<Answering>[0]): string {
  return (headers.authorization ?? '').replace('Bearer ', '');
}

function opening(service: Pick<Service, 'port'>): readonly string[] {
  return [
    'GET /socket HTTP/1.1',
    `Host: ${hostOf(service)}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.from('sixteen bytes it').toString('base64')}`,
    'Sec-WebSocket-Extensions: permessage-deflate',
    '',
    '',
  ];
}
