import * as vscode from 'vscode';
import { runVariable } from '../../broker/protocol/variables.ts';
import type { Manifests } from '../requests/manifests.ts';
import { askedBy, commandOf, folderFor, isWaiting } from './asked.ts';
import { registerDebugSessions } from './debug-sessions.ts';
import { variablesInFiles } from './environment-files.ts';
import { NotLent } from './lending.ts';
import type { Lending } from './lending.ts';
import { variableIn, variablesIn, withVariables } from './variables.ts';

const { t } = vscode.l10n;

/**
 * Launches any debugger with what its configuration asks for: `"valetKey": { "task": "sync-charges" }`, or a list of
 * requests. The program holds placeholders, its calls are guarded, and the grants end with the session.
 */
export function registerDebug(lending: Lending, manifests: Manifests): vscode.Disposable {
  return vscode.Disposable.from(
    registerDebugSessions(lending),
    // Providers for every type come after a type's own, which have settled what its debugger is handed.
    vscode.debug.registerDebugConfigurationProvider('*', {
      resolveDebugConfigurationWithSubstitutedVariables: (folder, configuration, token) => {
        const place = folder ?? folderOf(configuration, manifests);
        return resolve(lending, { folder: place, configuration }, token);
      },
    }),
  );
}

interface Launching {
  readonly folder: vscode.WorkspaceFolder | undefined;
  readonly configuration: vscode.DebugConfiguration;
}

function folderOf(configuration: vscode.DebugConfiguration, manifests: Manifests): vscode.WorkspaceFolder | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const path = folderFor(configuration, {
    folders: folders.map(({ uri }) => uri.fsPath),
    manifests: manifests.all().map(({ folder }) => folder.uri.fsPath),
  });
  return folders.find(({ uri }) => uri.fsPath === path);
}

/** `undefined` ends the launch: what was asked for and not granted is not run without it. */
async function resolve(
  lending: Lending,
  { folder, configuration }: Launching,
  token?: vscode.CancellationToken,
): Promise<vscode.DebugConfiguration | undefined> {
  // What a debugger starts of itself, a child process, has its environment already.
  if (variableIn(configuration, runVariable) !== undefined) return configuration;
  const fromFiles = await variablesInFiles(configuration, folder);
  const asked = askedBy(configuration, fromFiles);
  if (asked === undefined) return configuration;
  const refusal = whyNot(asked, { folder, configuration });
  if (asked === 'invalid' || refusal !== undefined || !folder) return tell(refusal ?? '');
  const own = { ...fromFiles, ...variablesIn(configuration) };
  const params = {
    workspace: folder.uri.fsPath,
    command: commandOf(configuration),
    started: 'debug session',
    unfit: 'refuse',
    env: own,
  } as const;
  try {
    const isComing = configuration['preLaunchTask'] === undefined ? undefined : isBuilding;
    const { env, unset } = await lending.lend({ ...params, ...asked }, { token, isComing });
    // A debugger's variables cannot be taken away; an empty one opens nothing.
    const emptied = Object.fromEntries(unset.map((name) => [name, '']));
    return withVariables(configuration, { ...emptied, ...env }, fromFiles);
  } catch (error) {
    if (error instanceof NotLent) return tell(error.message);
    throw error;
  }
}

/** A build before the launch takes as long as it takes: it is waited for while any task runs. */
function isBuilding(): boolean {
  return vscode.tasks.taskExecutions.length > 0;
}

function whyNot(asked: ReturnType<typeof askedBy>, { folder, configuration }: Launching): string | undefined {
  if (asked === 'invalid') {
    return t('“valetKey” is true, a list of requests, or an object with “task” or “uses”.');
  }
  if (!vscode.workspace.isTrusted) return t('This workspace is not trusted: nothing is granted.');
  if (isWaiting(configuration)) {
    return t(
      'Grants cannot be given to a program that runs already, as its environment is made: start it with “valet-key run”, or in a terminal of Valet Key, and attach to it without “valetKey”.',
    );
  }
  return folder?.uri.scheme === 'file' ? undefined : t('There is no valet-key.json in this folder.');
}

function tell(message: string): undefined {
  void vscode.window.showErrorMessage(t('Nothing was launched: {0}', message));
}
