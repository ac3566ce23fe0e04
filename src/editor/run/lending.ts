import type * as vscode from 'vscode';
import type { GuardParams, GuardResult } from '../../broker/protocol.ts';
import { BrokerError } from '../../broker/protocol.ts';
import { vaultText } from '../act/act-words.ts';
import type { Broker } from '../vault/broker.ts';
import { refusalText } from './refusals.ts';

export type Lent = Extract<GuardResult, { type: 'started' }>;

/** Nothing was granted; the message may be shown. */
export class NotLent extends Error {
  override readonly name = 'NotLent';
}

/** Guards for what this editor starts: each is lent to one debug session or terminal, and ends with it. */
export interface Lending extends vscode.Disposable {
  /** Waits for whoever approves. Throws `NotLent`. A guard that nobody has taken within a minute is given back. */
  lend(params: GuardParams, token?: vscode.CancellationToken): Promise<Lent>;
  /** Somebody uses it: it stays until it is given back. */
  take(run: string): boolean;
  giveBack(run: string): void;
}

export function createLending(broker: Broker, log: vscode.LogOutputChannel): Lending {
  const untaken = new Map<string, NodeJS.Timeout>();
  const giveBack = (run: string): void => {
    clearTimeout(untaken.get(run));
    untaken.delete(run);
    // A broker that is gone has taken its guards with it.
    broker.client.endGuard(run).catch((error: unknown) => log.debug(`No guard was ended (${nameOf(error)}).`));
  };
  return {
    async lend(params, token) {
      const result = await broker.client.startGuard(params).catch((error: unknown) => {
        throw new NotLent(vaultText(error instanceof BrokerError ? error.fault : { code: 'internal' }), {
          cause: error,
        });
      });
      if (result.type === 'refused') throw new NotLent(refusalText(result.reason, result.names));
      untaken.set(
        result.run,
        setTimeout(() => giveBack(result.run), patience),
      );
      if (token?.isCancellationRequested !== true) return result;
      giveBack(result.run);
      throw new NotLent(refusalText('declined', result.requests));
    },
    take(run) {
      const timer = untaken.get(run);
      clearTimeout(timer);
      untaken.delete(run);
      return timer !== undefined;
    },
    giveBack,
    dispose() {
      for (const timer of untaken.values()) clearTimeout(timer);
    },
  };
}

/** Milliseconds for a debugger to start. */
const patience = 60_000;

function nameOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
