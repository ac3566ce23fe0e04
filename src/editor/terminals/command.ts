import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import { socketVariable } from '../../broker/protocol/variables.ts';
import { section, setting } from '../settings.ts';
import type { Broker } from '../vault/broker.ts';
import { writeLaunchers } from './launcher-files.ts';

const { t } = vscode.l10n;

/** Puts the `valet-key` command on the PATH of this editor's terminals, with the way to its vault. */
export function registerTerminalCommand(
  context: vscode.ExtensionContext,
  broker: Broker,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const variables = context.environmentVariableCollection;
  const folder = join((context.storageUri ?? context.globalStorageUri).fsPath, 'bin');
  const cli = vscode.Uri.joinPath(context.extensionUri, 'dist', 'cli.mjs').fsPath;
  const variable = [socketVariable, broker.socketPath] as const;

  const update = async (): Promise<void> => {
    if (!isOn()) return variables.clear();
    try {
      await writeLaunchers(folder, { cli, variable });
    } catch (error) {
      log.warn(`The valet-key command could not be written to ${folder}: ${nameOf(error)}.`);
      return variables.clear();
    }
    // It may have been switched off while the files were written.
    if (!isOn()) return variables.clear();
    variables.description = new vscode.MarkdownString(
      t('Adds the `valet-key` command, which runs tasks with their credentials.'),
    );
    // A shell's own start-up files may put other folders first: then it comes once more, after them.
    const options = { applyAtProcessCreation: true, applyAtShellIntegration: true };
    variables.prepend('PATH', `${folder}${delimiter}`, options);
  };
  const serve = async (): Promise<void> => {
    if (isOn()) await broker.serveTerminals();
  };
  void update();
  // Terminals of the last session are there again before anything opens one.
  if (vscode.window.terminals.length > 0) void serve();
  return vscode.Disposable.from(
    vscode.workspace.onDidGrantWorkspaceTrust(update),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration(`${section}.terminal`)) await update();
    }),
    vscode.window.onDidOpenTerminal(serve),
  );
}

/** Nothing is written in a workspace that nobody trusts. */
function isOn(): boolean {
  return vscode.workspace.isTrusted && setting('terminal');
}

function nameOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown error';
}
