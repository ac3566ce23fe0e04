import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { dirname } from 'node:path';
import { userInfo } from 'node:os';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { diskFault } from './disk/disk-fault.ts';
import { BrokerError } from './protocol/faults.ts';
import { serve } from './server.ts';
import type { Serving } from './server.ts';
import type { Session } from './session.ts';
import { silentLogger } from './silent-logger.ts';

/** Lets this user's terminals reach an editor's broker. Ends with the returned function. */
export async function openSocket(path: string, session: Session, ask?: Serving['ask']): Promise<() => void> {
  const isPipe = path.startsWith('\\\\.\\pipe\\');
  if (!isPipe) {
    makePrivateFolder(dirname(path));
    // A broker that was killed leaves its socket behind. The path is this editor's own: nobody else listens there.
    rmSync(path, { force: true });
  }
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const reader = new SocketMessageReader(socket);
    const connection = createMessageConnection(reader, new SocketMessageWriter(socket), silentLogger);
    // A client that breaks off is its own affair.
    socket.on('error', () => connection.dispose());
    serve(connection, session, ask ? { ask } : {});
  });
  await listen(server, path);
  if (!isPipe) chmodSync(path, 0o600);
  return () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    if (!isPipe) rmSync(path, { force: true });
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(diskFault(path, error)));
    server.listen(path, resolve);
  });
}

/** A folder in which nobody else can plant or reach a socket. */
function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw diskFault(folder, error);
  }
  const status = lstatSync(folder);
  const isOwn = status.isDirectory() && status.uid === userInfo().uid && (status.mode & 0o077) === 0;
  if (!isOwn) throw new BrokerError({ code: 'disk', path: folder, systemCode: 'EPERM' });
}
