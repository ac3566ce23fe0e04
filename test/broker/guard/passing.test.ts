import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { guardFor } from './guarded.ts';
import type { Guarded } from './guarded.ts';
import { startService } from './service.ts';
import type { Answering } from './service.ts';

const large = Buffer.alloc(4 * 1024 * 1024, 'large answers pass in pieces. ');

describe('an answer on its way through the guard', () => {
  for (const [name, headers, body] of [
    ['plain', {}, large],
    ['compressed', { 'content-encoding': 'gzip' }, gzipSync(large)],
    ['of known length', { 'content-length': String(large.length) }, large],
  ] as const) {
    it(`is whole where it is ${name} and taken in slowly`, async () => {
      await using place = await placeFor((_call, response) => response.writeHead(200, headers).end(body));
      const answer = await place.call();
      const chunks: Buffer[] = [];
      for await (const chunk of answer) {
        chunks.push(chunk as Buffer);
        for (let wait = 0; wait < 20; wait++) await turn();
      }
      assert.ok(Buffer.concat(chunks).equals(large));
    });
  }

  for (const [name, headers, body] of [
    ['plain', {}, large],
    ['compressed', { 'content-encoding': 'gzip' }, gzipSync(Buffer.from(large.toReversed()))],
    ['of known length', { 'content-length': String(large.length) }, large],
  ] as const) {
    it(`breaks off for the task where it breaks off at the service, ${name}`, async () => {
      await using place = await placeFor((_call, response) => {
        response.writeHead(200, headers).write(body.subarray(0, body.length / 2), () => response.destroy());
      });
      const answer = await place.call();
      await assert.rejects(once(answer.resume(), 'end'));
    });
  }

  it('begins before its body does, and each piece goes as it comes', async () => {
    const pieces = ['data: 1\n\n', 'data: 2\n\n'];
    const left = [...pieces];
    let next: (() => void) | undefined;
    await using place = await placeFor((_call, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      next = () => {
        const piece = left.shift();
        if (piece === undefined) response.end();
        else response.write(piece);
      };
    });
    const answer = await place.call();
    for (const piece of pieces) {
      next?.();
      const [chunk] = (await once(answer, 'data')) as [Buffer];
      assert.equal(String(chunk), piece);
    }
    next?.();
    await once(answer, 'end');
  });

  it('is no longer asked for when the task hangs up', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    await using place = await placeFor((_call, response) => {
      closed = once(response, 'close');
      response.writeHead(200).write(large);
    });
    const answer = await place.call();
    answer.destroy();
    await closed;
  });
});

interface Place extends AsyncDisposable {
  /** In plain HTTP, with a credential, so that the answer is looked through. */
  call(): Promise<IncomingMessage>;
}

async function placeFor(answering: Answering): Promise<Place> {
  const service = await startService(answering, 'http');
  const host = `localhost:${service.port}`;
  const guarded: Guarded = await guardFor(service, { call: [{ host }] });
  return {
    async call() {
      const headers = { host, authorization: `Bearer ${guarded.placeholder}` };
      const options = { host: '127.0.0.1', port: guarded.guard.port, path: `http://${host}/`, headers, agent: false };
      const call = requestHttp(options).end();
      const [answer] = (await once(call, 'response')) as [IncomingMessage];
      assert.equal(answer.statusCode, 200);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      guarded[Symbol.dispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}
