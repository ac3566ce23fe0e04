import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import type { Manifests } from '../requests/manifests.ts';
import { NotLent } from '../run/lending.ts';
import type { OwnCommand } from '../run/own-command.ts';
import { setting } from '../settings.ts';
import type { Broker } from '../vault/broker.ts';
import { chooseFolder } from './choose-folder.ts';
import { sandboxedShell } from './sandboxed-shell.ts';

const { t } = vscode.l10n;

export const sandboxProfileId = 'valetKey.sandboxTerminal';

/**
 * A terminal whose shell the system holds to this folder, and the guard to its calls: the place for coding agents. It
 * is `valet-key run --enforced` itself, which refuses where it cannot be held, so the name of its mode is always true.
 */
export function registerSandboxTerminal(own: OwnCommand, broker: Broker, manifests: Manifests): vscode.Disposable {
  const options = async (): Promise<vscode.TerminalOptions> => {
    const made = await optionsFor(own, manifests);
    await broker.listen();
    return made;
  };
  return vscode.Disposable.from(
    vscode.window.registerTerminalProfileProvider(sandboxProfileId, {
      provideTerminalProfile: async () => new vscode.TerminalProfile(await options()),
    }),
    vscode.commands.registerCommand(commands.newSandboxTerminal, async () => {
      try {
        vscode.window.createTerminal(await options()).show();
      } catch (error) {
        if (!(error instanceof NotLent)) throw error;
        void vscode.window.showErrorMessage(error.message);
      }
    }),
  );
}

/** VS Code shows the message of what is thrown. */
async function optionsFor(own: OwnCommand, manifests: Manifests): Promise<vscode.TerminalOptions> {
  if (!vscode.workspace.isTrusted) throw new NotLent(t('This workspace is not trusted: nothing is granted.'));
  if (process.platform === 'win32') {
    throw new NotLent(t('Windows cannot hold a terminal: use the profile “Valet Key”, whose calls are guarded.'));
  }
  const folder = await chooseFolder(manifests);
  if (!folder) throw new NotLent(t('There is no valet-key.json in this folder.'));
  const opened = setting('sandbox.open');
  const shell = sandboxedShell(vscode.env.shell, process.platform);
  return {
    name: t('Valet Key ({0})', 'enforced'),
    cwd: folder.uri,
    shellPath: own.program,
    shellArgs: own.args('run', '--enforced', ...opened.flatMap((path) => ['--write', path]), '--', ...shell),
    env: own.env,
    message: greeting(opened),
    iconPath: new vscode.ThemeIcon('shield'),
    // What came back after a reload would ask anew, for nobody who wanted it.
    isTransient: true,
  };
}

function greeting(opened: readonly string[]): string {
  const held = t('What runs here reads and writes this folder, and not its .env files or the rest of your home.');
  const open =
    opened.length === 0
      ? t('Open what an agent needs, as ~/.claude or ~/.codex, with the setting valetKey.sandbox.open.')
      : t('Opened by your setting: {0}.', opened.join(', '));
  return `${held}\r\n${open}`;
}
