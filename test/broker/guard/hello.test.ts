import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:tls';
import { offersHttp2 } from '../../../src/broker/guard/hello.ts';

describe('the hello of a TLS client', () => {
  for (const [fact, protocols, offers] of [
    ['with HTTP/2 and HTTP/1.1 offers HTTP/2', ['h2', 'http/1.1'], true],
    ['with HTTP/2 behind others offers it', ['http/1.1', 'h2'], true],
    ['with HTTP/1.1 alone does not', ['http/1.1'], false],
    ['with a protocol whose name holds the letters does not', ['xh2', 'h2c'], false],
    ['that names no protocol does not', undefined, false],
  ] as const) {
    it(fact, async () => {
      const hello = await helloWith(protocols);
      assert.equal(offersHttp2(hello), offers);
    });
  }

  it('that goes on in the next packet is taken to offer it, wherever it was cut', async () => {
    const hello = await helloWith(['http/1.1']);
    for (let length = 1; length < hello.length; length++)
      assert.ok(offersHttp2(hello.subarray(0, length)), `${length}`);
  });
});

async function helloWith(protocols: readonly string[] | undefined): Promise<Buffer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, servername: 'localhost', ...(protocols && { ALPNProtocols: [...protocols] }) });
  client.on('error', () => undefined);
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [hello] = (await once(socket, 'data')) as [Buffer];
  client.destroy();
  socket.destroy();
  server.close();
  return hello;
}
