import * as vscode from 'vscode';
import type { LiveGrant, LiveRun } from '../../broker/protocol.ts';
import type { Broker } from '../vault/broker.ts';

/** What is granted now on this machine, whoever started it. */
export interface LiveRuns extends vscode.Disposable {
  all(): readonly LiveRun[];
  refresh(): void;
  readonly onDidChange: vscode.Event<void>;
}

export function createLiveRuns(broker: Broker, log: vscode.LogOutputChannel): LiveRuns {
  const changed = new vscode.EventEmitter<void>();
  let runs: readonly LiveRun[] = [];
  let isAsking = false;
  const ask = async (): Promise<void> => {
    if (isAsking || !vscode.workspace.isTrusted) return;
    isAsking = true;
    try {
      const before = JSON.stringify(runs);
      runs = (await broker.client.liveRuns()).filter(({ grants }) => grants.length > 0);
      if (runs.length > 0 || before !== '[]') changed.fire();
    } catch (error) {
      log.debug(`No grants from the broker (${error instanceof Error ? error.message : 'unknown'}).`);
    } finally {
      isAsking = false;
    }
  };
  // Runs start in any terminal. Nobody who looks elsewhere needs to know of a new one at once.
  const timer = setInterval(() => {
    if (runs.length > 0 || vscode.window.state.focused) void ask();
  }, pause);
  return {
    all: () => runs,
    refresh: () => void ask(),
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
