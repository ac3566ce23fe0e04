import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { echo, startService } from './service.ts';
import type { Service } from './service.ts';

/** RFC 6455: accepts, and says what it was called with in one frame. */
export async function startWebSocket(name = 'localhost'): Promise<Service> {
  const service = await startService(echo, 'https', name);
  const open = new Set<Duplex>();
  service.server.on('upgrade', (request, socket: Duplex) => {
    open.add(socket);
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    const text = Buffer.from(`${request.headers.authorization} ${request.headers['sec-websocket-extensions']} said`);
    socket.on('error', () => undefined);
    // The client says that it closes, and is let go.
    socket.on('data', () => socket.end(Buffer.from([0x88, 2, 0x03, 0xe8])));
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text]));
  });
  const end = service[Symbol.asyncDispose].bind(service);
  return {
    ...service,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await end();
    },
  };
}
