import { createConnection } from 'node:net';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { within } from './line.ts';
import type { Line } from './line.ts';
import { BrokerError, listRequest, putRequest, removeRequest, valuesRequest } from './protocol.ts';
import { silentLogger } from './silent-logger.ts';
import type { ValueStore } from './vault.ts';

/** Milliseconds for an answer. */
const callPatience = 30_000;

/** A terminal's end of an editor's broker: the same calls over its socket. */
export async function connectBroker(socketPath: string): Promise<ValueStore> {
  const socket = createConnection(socketPath);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', (error) =>
      reject(new BrokerError({ code: 'broker-gone', path: socketPath }, { cause: error })),
    );
  });
  const reader = new SocketMessageReader(socket);
  const connection = createMessageConnection(reader, new SocketMessageWriter(socket), silentLogger);
  connection.listen();
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const line: Line = { connection, ended, end: () => void socket.destroy() };
  const call = <T>(ask: (to: MessageConnection) => Promise<T>) => within(line, ask, callPatience);
  return {
    put: (params) => call((to) => to.sendRequest(putRequest, params)),
    list: () => call((to) => to.sendRequest(listRequest)),
    remove: async (name) => (await call((to) => to.sendRequest(removeRequest, { name }))).removed,
    values: (names) => call((to) => to.sendRequest(valuesRequest, { names })),
    close: () => line.end(),
  };
}
