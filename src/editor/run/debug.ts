import * as vscode from 'vscode';
import { runVariable } from '../../broker/protocol.ts';
import { askedBy, commandOf, variableIn, withVariables } from './asked.ts';
import { NotLent } from './lending.ts';
import type { Lending } from './lending.ts';

const { t } = vscode.l10n;

/**
 * Launches any debugger with what its configuration asks for: `"valetKey": { "task": "sync-charges" }`, or a list of
 * requests. The program holds placeholders, its calls are guarded, and the grants end with the session.
 */
export function registerDebug(lending: Lending): vscode.Disposable {
  const sessions = createSessions(lending);
  return vscode.Disposable.from(
    vscode.debug.registerDebugConfigurationProvider('*', {
      resolveDebugConfigurationWithSubstitutedVariables: (folder, configuration, token) =>
        resolve(lending, { folder, configuration }, token),
    }),
    vscode.debug.onDidStartDebugSession((session) => sessions.began(session)),
    vscode.debug.onDidTerminateDebugSession((session) => sessions.ended(session)),
  );
}

interface Launching {
  readonly folder: vscode.WorkspaceFolder | undefined;
  readonly configuration: vscode.DebugConfiguration;
}

/** `undefined` ends the launch: what was asked for and not granted is not run without it. */
async function resolve(
  lending: Lending,
  { folder, configuration }: Launching,
  token?: vscode.CancellationToken,
): Promise<vscode.DebugConfiguration | undefined> {
  const asked = askedBy(configuration);
  // What a debugger starts of itself, a child process, has its environment already.
  if (asked === undefined || variableIn(configuration, runVariable) !== undefined) return configuration;
  const workspace = folder ?? vscode.workspace.workspaceFolders?.[0];
  const refusal = whyNot(asked, { folder: workspace, configuration });
  if (asked === 'invalid' || refusal !== undefined || !workspace) return tell(refusal ?? '');
  try {
    const params = { workspace: workspace.uri.fsPath, command: commandOf(configuration), unfit: 'refuse' } as const;
    const { env, unset } = await lending.lend({ ...params, ...asked }, token);
    // A debugger's variables cannot be taken away; an empty one opens nothing.
    const emptied = Object.fromEntries(unset.map((name) => [name, '']));
    return withVariables(configuration, { ...emptied, ...env });
  } catch (error) {
    if (error instanceof NotLent) return tell(error.message);
    throw error;
  }
}

function whyNot(asked: ReturnType<typeof askedBy>, { folder, configuration }: Launching): string | undefined {
  if (asked === 'invalid') {
    return t('“valetKey” is true, a list of requests, or an object with “task” or “uses”.');
  }
  if (!vscode.workspace.isTrusted) return t('This workspace is not trusted: nothing is granted.');
  if (configuration.request === 'attach') {
    return t('A program that runs already has its environment: only a launch can be given grants.');
  }
  return folder?.uri.scheme === 'file' ? undefined : t('There is no valet-key.json in this folder.');
}

function tell(message: string): undefined {
  void vscode.window.showErrorMessage(t('Nothing was launched: {0}', message));
}

/** A debugger may have several sessions for one launch: the last one that ends takes the grants with it. */
function createSessions(lending: Lending) {
  const counts = new Map<string, number>();
  return {
    began({ configuration }: vscode.DebugSession): void {
      const run = variableIn(configuration, runVariable);
      if (run === undefined) return;
      lending.take(run);
      counts.set(run, (counts.get(run) ?? 0) + 1);
    },
    ended({ configuration }: vscode.DebugSession): void {
      const run = variableIn(configuration, runVariable);
      const left = run === undefined ? undefined : (counts.get(run) ?? 1) - 1;
      if (run === undefined || left === undefined) return;
      counts.set(run, left);
      if (left > 0) return;
      counts.delete(run);
      lending.giveBack(run);
    },
  };
}
