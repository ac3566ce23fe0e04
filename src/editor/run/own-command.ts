import * as vscode from 'vscode';
import { askVariable, socketVariable } from '../../broker/protocol/variables.ts';
import type { Broker } from '../vault/broker.ts';

/** The `valet-key` command as this editor starts it, which asks here. */
export interface OwnCommand {
  /** The program that runs this editor's extensions: Node, or Electron acting as it. */
  readonly program: string;
  readonly args: (...own: readonly string[]) => string[];
  readonly env: Readonly<Record<string, string>>;
}

export function ownCommand({ extensionUri }: vscode.ExtensionContext, { socketPath }: Broker): OwnCommand {
  const cli = vscode.Uri.joinPath(extensionUri, 'dist', 'cli.mjs').fsPath;
  const isElectron = process.versions['electron'] !== undefined;
  return {
    program: process.execPath,
    args: (...own) => [cli, ...own],
    env: {
      [socketVariable]: socketPath,
      [askVariable]: 'editor',
      ...(isElectron && { ELECTRON_RUN_AS_NODE: '1' }),
    },
  };
}
