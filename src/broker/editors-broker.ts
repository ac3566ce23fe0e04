import { setTimeout as sleep } from 'node:timers/promises';
import { createMessageConnection, ResponseError, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { dataFolder } from './disk/data-folder.ts';
import { loadKeychain } from './vault/keychain.ts';
import { approvalRequest } from './protocol/approvals.ts';
import { passphraseRequest } from './protocol/vault.ts';
import { saidNotification } from './protocol/guards.ts';
import { passphraseVariable, readPassphrase } from './vault/passphrase-file.ts';
import type { Answer, Question } from './protocol/approvals.ts';
import type { StartParams, StartResult } from './protocol/vault.ts';
import { openRecords } from './records.ts';
import { createLentGuards } from './lent/lent-guards.ts';
import { serve } from './server.ts';
import { createSession } from './session.ts';
import { silentLogger } from './silent-logger.ts';
import { openSocket } from './socket.ts';

/**
 * The broker's process: it owns the vault and answers one editor on stdio, and that editor's terminals on a socket. It
 * ends when the editor does. Whatever fails in it is told by a fixed sentence, never by an error's own message.
 */
process.title = 'valet-key broker';
const folder = dataFolder({ env: process.env });
const keychain = loadKeychain(process.env);
const session = createSession(folder, { keychain, passphrase });
let socketPath: string | undefined;
let opening: Promise<() => void> | undefined;
let closeSocket: (() => void) | undefined;
const guards = createLentGuards({
  folder,
  keychain,
  vault: () => session.vault(),
  env: process.env,
  socketPath: () => socketPath,
  ask: askEditor,
  // Nobody reads it where the editor is gone, and then this process ends too.
  say: (said) => void connection.sendNotification(saidNotification, said).catch(() => undefined),
});

const connection = createMessageConnection(
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
  silentLogger,
);
connection.onClose(() => void end(0));
connection.onError(() => void end(1));
const records = openRecords({ folder, keychain, vault: () => session.vault() });
serve(connection, session, { start, listen, guards, records });

async function start({ handedKey, socketPath: path }: StartParams): Promise<StartResult> {
  const result = await session.start(handedKey);
  socketPath = path;
  if (socketPath !== undefined && result.newHandedKey === undefined) await listen(socketPath);
  return result;
}

/** The editor names one path for as long as it lives. */
async function listen(path: string): Promise<boolean> {
  opening ??= openSocket(path, session, askEditor);
  try {
    closeSocket = await opening;
    return true;
  } catch (error) {
    opening = undefined;
    throw error;
  }
}

/** From the file that the environment names, else from whoever sits at the editor; they are not asked for a new one. */
async function passphrase(use: 'open' | 'create', tries: number): Promise<string | undefined> {
  const file = process.env[passphraseVariable];
  const kept = file && tries === 0 ? passphraseAt(file) : undefined;
  if (kept !== undefined || use === 'create') return kept;
  return (await connection.sendRequest(passphraseRequest, { isWrong: tries > 0 })) ?? undefined;
}

function passphraseAt(file: string): string | undefined {
  try {
    return readPassphrase(file);
  } catch {
    // Whoever is asked then learns that it was of no use.
    return undefined;
  }
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

process.stdin.once('end', () => void end(0));
process.stdout.on('error', () => void end(1));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => void end(0));
process.once('uncaughtException', () => {
  process.stderr.write('valet-key broker: ended by a fault of its own\n');
  void end(70);
});

let isEnding = false;

/** What was granted is taken back first, as far as that does not take longer than an editor waits for its end. */
async function end(status: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  closeSocket?.();
  await Promise.race([guards.endAll(), sleep(1_500)]);
  session.close();
  process.exit(status);
}
