import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import { verifiedNotification } from '../protocol/records.ts';
import type { AuditVerdict } from '../protocol/records.ts';
import type { Records } from '../records.ts';

/** Verifies for whoever is at the other end of the line: tells how far it is, and stops where it is told to. */
export async function verifyFor(
  records: Pick<Records, 'verify'>,
  { connection, token }: { readonly connection: MessageConnection; readonly token: CancellationToken },
): Promise<AuditVerdict> {
  const stopping = new AbortController();
  const stop = token.onCancellationRequested(() => stopping.abort());
  let toldAt = performance.now();
  const onLooked = (lines: number): void => {
    const now = performance.now();
    if (now - toldAt < betweenTellings) return;
    toldAt = now;
    void connection.sendNotification(verifiedNotification, { lines });
  };
  try {
    return await records.verify({ signal: stopping.signal, onLooked });
  } finally {
    stop.dispose();
  }
}

/** Milliseconds. */
const betweenTellings = 200;
