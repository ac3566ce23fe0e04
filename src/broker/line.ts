import { ResponseError } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { BrokerError } from './protocol/faults.ts';
import type { BrokerFault } from './protocol/faults.ts';

/** A connection to a broker, and how it ends. */
export interface Line {
  readonly connection: MessageConnection;
  /** Resolves when the broker is gone. */
  readonly ended: Promise<void>;
  end(): void;
}

/** Waits for an answer, for the broker's end, or for the time to run out, whichever comes first. */
export async function within<T>(
  { connection, ended }: Line,
  ask: (connection: MessageConnection) => Promise<T>,
  patience: number,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BrokerError({ code: 'timed-out' })), patience);
  });
  const gone = ended.then(() => Promise.reject(new BrokerError({ code: 'broker-gone' })));
  try {
    return await Promise.race([ask(connection), late, gone]);
  } catch (error) {
    throw brokerErrorOf(error);
  } finally {
    clearTimeout(timer);
  }
}

function brokerErrorOf(error: unknown): BrokerError {
  if (error instanceof BrokerError) return error;
  if (error instanceof ResponseError) {
    const fault = error.data as BrokerFault | undefined;
    return new BrokerError(typeof fault?.code === 'string' ? fault : { code: 'broker-gone' });
  }
  // What is left is the connection's own: it closed under the call. Its text is not passed on.
  return new BrokerError({ code: 'broker-gone' });
}
