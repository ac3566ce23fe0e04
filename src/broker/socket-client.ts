import { createConnection } from 'node:net';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { within } from './line.ts';
import type { Line } from './line.ts';
import { approvalRequest } from './protocol/approvals.ts';
import { BrokerError } from './protocol/faults.ts';
import { listRequest, putAllRequest, putRequest, removeRequest, valuesRequest } from './protocol/vault.ts';
import type { Answer, Question } from './protocol/approvals.ts';
import { silentLogger } from './silent-logger.ts';
import type { ValueStore } from './vault/vault.ts';

/** Milliseconds for an answer. */
const callPatience = 30_000;

/**
 * Asks the person at the editor whose terminal this is, through its broker; they may take a few minutes. Whom it would
 * not believe it does not ask: that is `broker-gone`.
 */
export async function askEditor(
  socketPath: string,
  question: Question,
  believes: () => boolean = () => true,
): Promise<Answer> {
  const line = await dial(socketPath);
  try {
    if (!believes()) throw new BrokerError({ code: 'broker-gone', path: socketPath });
    return await within(line, (to) => to.sendRequest(approvalRequest, question), personsPatience);
  } finally {
    line.end();
  }
}

const personsPatience = 5 * 60_000;

/** A terminal's end of an editor's broker: the same calls over its socket. */
export async function connectBroker(socketPath: string): Promise<ValueStore> {
  const line = await dial(socketPath);
  const call = <T>(ask: (to: MessageConnection) => Promise<T>) => within(line, ask, callPatience);
  return {
    put: (params) => call((to) => to.sendRequest(putRequest, params)),
    putAll: (values) => call((to) => to.sendRequest(putAllRequest, { values })),
    list: () => call((to) => to.sendRequest(listRequest)),
    remove: async (name) => (await call((to) => to.sendRequest(removeRequest, { name }))).removed,
    values: (names) => call((to) => to.sendRequest(valuesRequest, { names })),
    close: () => line.end(),
  };
}

async function dial(socketPath: string): Promise<Line> {
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
  return { connection, ended, end: () => void socket.destroy() };
}
