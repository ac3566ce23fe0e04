import { once } from 'node:events';
import { connect as connectPlainly } from 'node:net';
import { connect } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { Guarded } from './guarded.ts';

/** A TLS connection through the guard, to say on it what no client would. */
export async function tlsThrough(
  { guard, certificate }: Guarded,
  host: string,
  options: ConnectionOptions = {},
): Promise<TLSSocket> {
  const socket = connectPlainly({ host: '127.0.0.1', port: guard.port });
  socket.write(`CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await once(socket, 'data');
  const secured = connect({
    socket,
    ca: certificate,
    servername: 'localhost',
    checkServerIdentity: () => undefined,
    ...options,
  });
  await once(secured, 'secureConnect');
  return secured;
}

/** Sends lines as they are and answers with all that comes until the connection ends, or until `enough` matches. */
export async function said(socket: TLSSocket, lines: readonly string[], enough?: RegExp): Promise<string> {
  socket.write(lines.join('\r\n'));
  return await heard(socket, enough);
}

export async function heard(socket: TLSSocket, enough?: RegExp): Promise<string> {
  let text = '';
  socket.on('error', () => undefined);
  return await new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (enough?.test(text)) resolve(text);
    });
    socket.once('close', () => resolve(text));
  });
}
