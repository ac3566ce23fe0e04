import * as vscode from 'vscode';
import type { GuardParams, GuardResult } from '../../broker/protocol/guards.ts';
import { BrokerError } from '../../broker/protocol/faults.ts';
import { vaultText } from '../act/act-words.ts';
import type { LiveRuns } from '../grants/live-runs.ts';
import type { Broker } from '../vault/broker.ts';
import { refusalText } from './refusals.ts';

const { t } = vscode.l10n;

export type Lent = Extract<GuardResult, { type: 'started' }>;

/** Nothing was granted; the message may be shown. */
export class NotLent extends Error {
  override readonly name = 'NotLent';
}

/** Guards for what this editor starts: each is lent to one debug session or terminal, and ends with it. */
export interface Lending extends vscode.Disposable {
  /** Waits for whoever approves. Throws `NotLent`. A guard that nobody has taken within a minute is given back. */
  lend(params: GuardParams, waiting?: Waiting): Promise<Lent>;
  /** Somebody uses it: it stays until it is given back. */
  take(run: string): boolean;
  /** Whoever used it is to come back within a minute; then it is taken again. */
  await(run: string): void;
  giveBack(run: string): void;
}

export interface Waiting {
  readonly token?: vscode.CancellationToken | undefined;
  /** Whether what will take it is still on its way: then it is kept for up to a quarter of an hour. */
  readonly isComing?: (() => boolean) | undefined;
}

export function createLending(broker: Broker, live: LiveRuns, log: vscode.LogOutputChannel): Lending {
  const untaken = new Map<string, NodeJS.Timeout>();
  const taken = new Map<string, 'new' | 'seen'>();
  const giveBack = (run: string): void => {
    clearTimeout(untaken.get(run));
    untaken.delete(run);
    taken.delete(run);
    // A broker that is gone has taken its guards with it.
    broker.client.endGuard(run).catch((error: unknown) => log.debug(`No guard was ended (${nameOf(error)}).`));
  };
  const wait = (run: string, isComing: Waiting['isComing'], end: number): void => {
    untaken.set(
      run,
      setTimeout(
        () => (isComing?.() === true && performance.now() < end ? wait(run, isComing, end) : giveBack(run)),
        patience,
      ),
    );
  };
  // A broker that was killed takes its guards with it: what is left of the process can call nobody any more.
  const watching = live.onDidChange(() => {
    const there = new Set(live.all().map(({ run }) => run));
    for (const [run, state] of taken) {
      if (there.has(run)) taken.set(run, 'seen');
      else if (state === 'seen') {
        taken.delete(run);
        void vscode.window.showWarningMessage(
          t('The broker ended, and with it the grants of a terminal or debug session: start that anew.'),
        );
      }
    }
  });
  return {
    async lend(params, { token, isComing } = {}) {
      const result = await broker.client.startGuard(params).catch((error: unknown) => {
        throw new NotLent(vaultText(error instanceof BrokerError ? error.fault : { code: 'internal' }), {
          cause: error,
        });
      });
      if (result.type === 'refused') throw new NotLent(refusalText(result.reason, result.names));
      wait(result.run, isComing, performance.now() + longestPatience);
      if (token?.isCancellationRequested !== true) return result;
      giveBack(result.run);
      throw new NotLent(refusalText('declined', result.requests));
    },
    take(run) {
      const timer = untaken.get(run);
      clearTimeout(timer);
      untaken.delete(run);
      // It may have been seen alive before anybody took it, and then nothing changes until it is gone.
      const seen = live.all().some((one) => one.run === run);
      if (timer === undefined) return false;
      taken.set(run, seen ? 'seen' : 'new');
      // So that its end is noticed, however soon.
      if (!seen) void live.refresh();
      return true;
    },
    await(run) {
      taken.delete(run);
      wait(run, undefined, 0);
    },
    giveBack,
    dispose() {
      watching.dispose();
      for (const timer of untaken.values()) clearTimeout(timer);
    },
  };
}

/** Milliseconds for a debugger to start. */
const patience = 60_000;
const longestPatience = 15 * 60_000;

function nameOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
