import { createMessageConnection, ResponseError, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { dataFolder } from './disk/data-folder.ts';
import { loadKeychain } from './vault/keychain.ts';
import { approvalRequest } from './protocol.ts';
import type { Answer, Question, StartParams, StartResult } from './protocol.ts';
import { serve } from './server.ts';
import { createSession } from './session.ts';
import { silentLogger } from './silent-logger.ts';
import { openSocket } from './socket.ts';

/**
 * The broker's process: it owns the vault and answers one editor on stdio, and that editor's terminals on a socket. It
 * ends when the editor does. Whatever fails in it is told by a fixed sentence, never by an error's own message.
 */
process.title = 'valet-key broker';
const session = createSession(dataFolder({ env: process.env }), loadKeychain(process.env));
let closeSocket: (() => void) | undefined;

const connection = createMessageConnection(
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
  silentLogger,
);
connection.onClose(() => end(0));
connection.onError(() => end(1));
serve(connection, session, { start });

async function start({ handedKey, socketPath }: StartParams): Promise<StartResult> {
  const result = await session.start(handedKey);
  if (socketPath !== undefined && result.newHandedKey === undefined) {
    closeSocket ??= await openSocket(socketPath, session, askEditor);
  }
  return result;
}

/** An editor that knows no such question has nobody who could answer it. */
async function askEditor(question: Question): Promise<Answer> {
  try {
    return await connection.sendRequest(approvalRequest, question);
  } catch (error) {
    if (error instanceof ResponseError) return { type: 'no', reason: 'nobody-to-ask' };
    throw error;
  }
}

process.stdin.once('end', () => end(0));
process.stdout.on('error', () => end(1));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => end(0));
process.once('uncaughtException', () => {
  process.stderr.write('valet-key broker: ended by a fault of its own\n');
  end(70);
});

function end(status: number): void {
  closeSocket?.();
  session.close();
  process.exit(status);
}
