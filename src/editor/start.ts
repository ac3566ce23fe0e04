import * as vscode from 'vscode';
import { commands } from './commands.ts';

/** Where a newcomer begins, and where one looks when something is not as it should be. */
export function registerStart({ extension }: vscode.ExtensionContext, log: vscode.LogOutputChannel): vscode.Disposable {
  const { executeCommand, registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand(commands.openWalkthrough, () =>
      executeCommand('workbench.action.openWalkthrough', `${extension.id}#start`, false),
    ),
    registerCommand(commands.openSettings, () =>
      executeCommand('workbench.action.openSettings', `@ext:${extension.id}`),
    ),
    registerCommand(commands.showLog, () => log.show()),
  );
}
