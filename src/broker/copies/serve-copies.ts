import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import { lookedNotification } from '../protocol/copies.ts';
import type { ValueStore } from '../vault/vault.ts';
import type { Copies, LookFor } from '../protocol/copies.ts';
import { lookForCopies } from './look.ts';

/** Looks for copies for whoever is at the other end of the line: tells how far it is, and stops where it is told to. */
export async function lookFor(
  wanted: LookFor,
  vault: ValueStore,
  { connection, token }: { readonly connection: MessageConnection; readonly token: CancellationToken },
): Promise<Copies> {
  const stopping = new AbortController();
  const stop = token.onCancellationRequested(() => stopping.abort());
  let toldAt = performance.now();
  const onLooked = (looked: number): void => {
    const now = performance.now();
    if (now - toldAt < betweenTellings) return;
    toldAt = now;
    void connection.sendNotification(lookedNotification, { looked });
  };
  try {
    return await lookForCopies(wanted, vault, { env: process.env, signal: stopping.signal, onLooked });
  } finally {
    stop.dispose();
  }
}

/** Milliseconds. */
const betweenTellings = 200;
