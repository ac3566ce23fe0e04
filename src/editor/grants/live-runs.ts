import * as vscode from 'vscode';
import type { LiveGrant, LiveRun } from '../../broker/protocol/grants.ts';
import type { Broker } from '../vault/broker.ts';

/** What is granted now on this machine, whoever started it. */
export interface LiveRuns extends vscode.Disposable {
  all(): readonly LiveRun[];
  /** Resolves when what is granted by now is known. */
  refresh(): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

export function createLiveRuns(broker: Broker, log: vscode.LogOutputChannel): LiveRuns {
  const changed = new vscode.EventEmitter<void>();
  let runs: readonly LiveRun[] = [];
  let asking: Promise<void> | undefined;
  const askOnce = async (): Promise<void> => {
    if (!vscode.workspace.isTrusted) return;
    try {
      const before = JSON.stringify(runs);
      runs = (await broker.client.liveRuns()).filter(({ grants }) => grants.length > 0);
      if (runs.length > 0 || before !== '[]') changed.fire();
    } catch (error) {
      log.debug(`No grants from the broker (${error instanceof Error ? error.message : 'unknown'}).`);
    }
  };
  const ask = (): Promise<void> => (asking = askOnce().finally(() => (asking = undefined)));
  // Runs start in any terminal. Nobody who looks elsewhere needs to know of a new one at once.
  const timer = setInterval(() => {
    if (!asking && (runs.length > 0 || vscode.window.state.focused)) void ask();
  }, pause);
  return {
    all: () => runs,
    async refresh() {
      // What was asked before may not know of it yet.
      await asking;
      await (asking ?? ask());
    },
    onDidChange: changed.event,
    dispose() {
      clearInterval(timer);
      changed.dispose();
    },
  };
}

const pause = 1_000;

export interface HeldGrant {
  readonly grant: LiveGrant;
  readonly run: LiveRun;
}

/** The grants that a call could use now, the one that ends soonest first. */
export function liveGrants(runs: readonly LiveRun[]): readonly HeldGrant[] {
  return runs
    .flatMap((run) => run.grants.map((grant) => ({ grant, run })))
    .filter(({ grant }) => grant.state === 'live')
    .toSorted((one, other) => one.grant.expiresAt - other.grant.expiresAt);
}
