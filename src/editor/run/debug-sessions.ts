import * as vscode from 'vscode';
import { runVariable } from '../../broker/protocol/variables.ts';
import type { Lending } from './lending.ts';
import { variableIn } from './variables.ts';

const { t } = vscode.l10n;

/** Ties what a launch was granted to its sessions: the last one that ends, or that cannot start, gives it back. */
export function registerDebugSessions(lending: Lending): vscode.Disposable {
  const counts = new Map<string, number>();
  const restarting = new Set<string>();
  const giveBackUnused = (run: string): void => {
    if (!counts.has(run)) lending.giveBack(run);
  };
  return vscode.Disposable.from(
    vscode.debug.onDidStartDebugSession((session) => {
      const run = runOf(session);
      if (run === undefined) return;
      const isFirst = !counts.has(run);
      counts.set(run, (counts.get(run) ?? 0) + 1);
      if (!lending.take(run) && isFirst) tellLate(session);
    }),
    vscode.debug.onDidTerminateDebugSession((session) => {
      const run = runOf(session);
      const count = run === undefined ? undefined : counts.get(run);
      if (run === undefined || count === undefined) return;
      // A debugger may have several sessions for one launch, as one a process.
      if (count > 1) {
        counts.set(run, count - 1);
        return;
      }
      counts.delete(run);
      // VS Code launches once more with the very configuration that was resolved before: its guard has to be there.
      if (restarting.delete(run)) lending.await(run);
      else lending.giveBack(run);
    }),
    vscode.debug.registerDebugAdapterTrackerFactory('*', {
      createDebugAdapterTracker(session) {
        const run = runOf(session);
        if (run === undefined) return undefined;
        // A session that never came to be is announced to nobody: its adapter alone tells.
        return {
          onWillReceiveMessage: (message: unknown) => isRestart(message) && restarting.add(run),
          onDidSendMessage: (message: unknown) => isRefusedLaunch(message) && giveBackUnused(run),
          onWillStopSession: () => !restarting.has(run) && giveBackUnused(run),
          onError: () => giveBackUnused(run),
          onExit: () => giveBackUnused(run),
        };
      },
    }),
  );
}

function runOf({ configuration }: vscode.DebugSession): string | undefined {
  return variableIn(configuration, runVariable);
}

function isRefusedLaunch(message: unknown): boolean {
  const { type, command, success } = message as Readonly<Record<string, unknown>>;
  return type === 'response' && command === 'launch' && success === false;
}

/** What ends an adapter says whether another one takes its place. */
function isRestart(message: unknown): boolean {
  const { command, arguments: given } = message as {
    readonly command?: string;
    readonly arguments?: { readonly restart?: unknown };
  };
  return (command === 'disconnect' || command === 'terminate') && given?.restart === true;
}

function tellLate({ name }: vscode.DebugSession): void {
  void vscode.window.showWarningMessage(
    t('What “{0}” was granted had been given back before it started: restart it.', name),
  );
}
