import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { BrokerError } from '../../../src/broker/protocol/faults.ts';
import type { CallRule } from '../../../src/core/requests/manifest.ts';
import { sentenceOf } from '../../../src/core/audit/sentence.ts';
import { guardFor } from './guarded.ts';
import type { Guarded, GuardedOptions } from './guarded.ts';
import { startService } from './service.ts';

describe('a connection under guard', () => {
  it('speaks first where its service does', async () => {
    await using database = await startDatabase((socket) => socket.write('welcome'));
    using guarded = await handedOut(database, { call: [ruleOf(database)] });
    const socket = await connected(guarded, database);
    assert.equal(await next(socket), 'welcome');
    socket.end();
  });

  it('passes on what looks like TLS and what looks like HTTP, untouched', async () => {
    await using database = await startDatabase(echo);
    using guarded = await handedOut(database, { call: [ruleOf(database)] });
    for (const said of ['\u0016\u0003\u0001', 'GET / HTTP/1.1\r\n\r\n']) {
      const socket = await connected(guarded, database);
      socket.write(said);
      assert.equal(await next(socket), said);
      socket.end();
    }
  });

  it('goes on one way after the other has ended', async () => {
    await using database = await startDatabase((socket) => {
      socket.resume();
      socket.once('end', () => setTimeout(() => socket.end('x'.repeat(1_000_000)), 20));
    });
    using guarded = await handedOut(database, { call: [ruleOf(database)] });
    const socket = await connected(guarded, database);
    socket.end('all that I ask');
    let length = 0;
    for await (const chunk of socket) length += (chunk as Buffer).length;
    assert.equal(length, 1_000_000);
  });

  it('stands in the log under its request, and counts as a use of it', async () => {
    await using database = await startDatabase(echo);
    using guarded = await handedOut(database, { call: [ruleOf(database)], uses: 3 });
    (await connected(guarded, database)).end();
    (await connected(guarded, database)).end();
    assert.equal(guarded.grant.usesLeft, 1);
    const sentence = `task sync connected to ${placeOf(database)} under acme: allowed`;
    assert.deepEqual(told(guarded), [sentence, sentence]);
  });

  it('is refused where the uses are used up, with the reason in the answer', async () => {
    await using database = await startDatabase(echo);
    using guarded = await handedOut(database, { call: [ruleOf(database)], uses: 1 });
    (await connected(guarded, database)).end();
    assert.match(await refusal(guarded, placeOf(database)), /^HTTP\/1\.1 403 .*uses-exhausted/s);
    assert.match(told(guarded).at(-1) ?? '', /tried to reach localhost:\d+ under acme: refused \(uses-exhausted\)/);
  });

  for (const way of ['revoked', 'out of time'] as const) {
    it(`is cut when its grant is ${way}`, async () => {
      await using database = await startDatabase(echo);
      const inTime = way === 'revoked' ? {} : { expiresAt: Date.now() + 1500 };
      using guarded = await handedOut(database, { call: [ruleOf(database)], ...inTime });
      const socket = await connected(guarded, database);
      const closed = once(socket.resume(), 'end');
      if (way === 'revoked') await guarded.grant.revoke('person');
      await closed;
      await database.closed();
      socket.destroy();
      const code = way === 'revoked' ? 'grant-revoked' : 'grant-expired';
      assert.match(await refusal(guarded, placeOf(database)), new RegExp(code));
    });
  }

  it('is cut at the end of the run', async () => {
    await using database = await startDatabase(echo);
    using guarded = await handedOut(database, { call: [ruleOf(database)] });
    const socket = await connected(guarded, database);
    guarded.guard.close();
    await once(socket.resume(), 'end');
    socket.destroy();
    await database.closed();
  });

  it('is not opened where it cannot be recorded', async () => {
    await using database = await startDatabase(echo);
    const audit = { append: () => Promise.reject(new BrokerError({ code: 'audit' })) };
    using guarded = await handedOut(database, { call: [ruleOf(database)], more: { audit } });
    assert.match(await refusal(guarded, placeOf(database)), /^HTTP\/1\.1 503 .*not-recorded/s);
  });

  it('that nobody answers is said to be so', async () => {
    const database = await startDatabase(echo);
    await database[Symbol.asyncDispose]();
    using guarded = await handedOut(database, { call: [ruleOf(database)] });
    assert.match(await refusal(guarded, placeOf(database)), /^HTTP\/1\.1 502 .*upstream-unreachable/s);
    assert.match(told(guarded).at(-1) ?? '', /refused \(upstream-unreachable\)/);
  });

  it('of a task itself needs no request', async () => {
    await using database = await startDatabase(echo);
    using guarded = await handedOut(database, { call: [], ownCall: [ruleOf(database)] });
    (await connected(guarded, database)).end();
    assert.deepEqual(told(guarded), [`task sync connected to ${placeOf(database)}: allowed`]);
  });

  describe('that the task opened by a name', () => {
    it('is passed on without an answer of its own', async () => {
      await using database = await startDatabase((socket) => socket.write('welcome'));
      using guarded = await handedOut(database, { call: [ruleOf(database)] });
      const task = await accepted(guarded, database);
      assert.equal(await next(task), 'welcome');
      task.end();
    });

    it('is closed where it is refused', async () => {
      await using database = await startDatabase(echo);
      using guarded = await handedOut(database, { call: [], ownCall: [] });
      const task = await accepted(guarded, database);
      task.write(Buffer.from([0, 1, 2]));
      task.resume();
      await once(task, 'close');
      assert.match(told(guarded)[0] ?? '', /refused \(host-not-in-call-set\)/);
    });

    it('is judged call by call where its host means calls', async () => {
      await using service = await startService((_call, response) => response.end('done'), 'http');
      using guarded = await guardFor(service, { call: [{ host: `localhost:${service.port}`, methods: ['GET'] }] });
      const answers: string[] = [];
      for (const method of ['GET', 'POST']) {
        const task = await accepted(guarded, service);
        task.write(`${method} /v1 HTTP/1.1\r\nHost: localhost:${service.port}\r\nConnection: close\r\n\r\n`);
        answers.push((await next(task)).split('\r\n')[0] ?? '');
      }
      assert.deepEqual(answers, ['HTTP/1.1 200 OK', 'HTTP/1.1 403 Forbidden']);
    });
  });
});

interface Database extends AsyncDisposable {
  readonly port: number;
  /** Once it has no connection. */
  closed(): Promise<void>;
}

/** A server of a protocol of its own. */
async function startDatabase(serve: (socket: Socket) => void): Promise<Database> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async closed() {
      for (const socket of sockets) await once(socket, 'close');
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function echo(socket: Socket): void {
  socket.pipe(socket);
}

/** A guard in front of a database whose credential the task has itself. */
async function handedOut(_database: Database, options: GuardedOptions): Promise<Guarded> {
  await using service = await startService((_call, response) => response.end());
  return await guardFor(service, { ...options, delivery: { mode: 'env', env: 'ACME' } });
}

async function connected({ guard }: Guarded, database: Database): Promise<Socket> {
  const socket = connect({ port: guard.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.write(`CONNECT ${placeOf(database)} HTTP/1.1\r\nHost: ${placeOf(database)}\r\n\r\n`);
  const answer = await read(socket, 'HTTP/1.1 200 Connection Established\r\n\r\n'.length);
  assert.equal(answer, 'HTTP/1.1 200 Connection Established\r\n\r\n');
  return socket;
}

async function refusal({ guard }: Guarded, place: string): Promise<string> {
  const socket = connect(guard.port, '127.0.0.1');
  socket.setEncoding('utf8').write(`CONNECT ${place} HTTP/1.1\r\nHost: ${place}\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

/** As a relay hands over what the task opened. */
async function accepted({ guard }: Guarded, { port }: { readonly port: number }): Promise<Socket> {
  const relay = createServer({ allowHalfOpen: true }, (socket) => {
    relay.close();
    guard.accept(socket, { host: 'localhost', port });
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  return connect((relay.address() as AddressInfo).port, '127.0.0.1');
}

async function read(socket: Duplex, length: number): Promise<string> {
  for (;;) {
    const bytes = socket.read(length) as Buffer | null;
    if (bytes) return bytes.toString('latin1');
    await once(socket, 'readable');
  }
}

async function next(socket: Duplex): Promise<string> {
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return bytes.toString('latin1');
}

function ruleOf(database: Database): CallRule {
  return { host: placeOf(database) };
}

function placeOf({ port }: Database): string {
  return `localhost:${port}`;
}

function told({ events }: Guarded): readonly string[] {
  return events.filter(({ type }) => type.startsWith('connection-')).map(sentenceOf);
}
