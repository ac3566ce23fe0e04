import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import { runVariable } from '../../broker/protocol/variables.ts';
import { NotLent } from '../run/lending.ts';
import type { Lending, Lent } from '../run/lending.ts';
import { chooseFolder } from './choose-folder.ts';
import { leftOutText } from '../run/refusals.ts';
import type { Manifests } from '../requests/manifests.ts';

const { t } = vscode.l10n;

export const profileId = 'valetKey.terminal';

/** A terminal whose programs hold placeholders and are guarded, for as long as it is open. */
export function registerTerminalProfile(lending: Lending, manifests: Manifests): vscode.Disposable {
  const counts = new Map<string, number>();
  return vscode.Disposable.from(
    vscode.window.registerTerminalProfileProvider(profileId, {
      provideTerminalProfile: async (token) => new vscode.TerminalProfile(await optionsFor(lending, manifests, token)),
    }),
    vscode.commands.registerCommand(commands.newTerminal, () => open(lending, manifests)),
    vscode.window.onDidOpenTerminal((terminal) => {
      const run = runOf(terminal);
      if (run === undefined) return;
      lending.take(run);
      // One that is split off has the same environment.
      counts.set(run, (counts.get(run) ?? 0) + 1);
    }),
    vscode.window.onDidCloseTerminal((terminal) => {
      const run = runOf(terminal);
      const left = run === undefined ? undefined : (counts.get(run) ?? 1) - 1;
      if (run === undefined || left === undefined) return;
      if (left > 0) {
        counts.set(run, left);
        return;
      }
      counts.delete(run);
      lending.giveBack(run);
    }),
  );
}

async function open(lending: Lending, manifests: Manifests): Promise<void> {
  try {
    vscode.window.createTerminal(await optionsFor(lending, manifests)).show();
  } catch (error) {
    if (!(error instanceof NotLent)) throw error;
    void vscode.window.showErrorMessage(error.message);
  }
}

/** VS Code shows the message of what is thrown. */
async function optionsFor(
  lending: Lending,
  manifests: Manifests,
  token?: vscode.CancellationToken,
): Promise<vscode.TerminalOptions> {
  if (!vscode.workspace.isTrusted) throw new NotLent(t('This workspace is not trusted: nothing is granted.'));
  const folder = await chooseFolder(manifests);
  if (!folder) throw new NotLent(t('There is no valet-key.json in this folder.'));
  const workspace = folder.uri.fsPath;
  const lent = await lending.lend(
    { workspace, command: ['terminal', vscode.env.shell], started: 'terminal', unfit: 'leave out' },
    { token },
  );
  return {
    name: t('Valet Key ({0})', lent.mode),
    cwd: folder.uri,
    env: { ...Object.fromEntries(lent.unset.map((name) => [name, null])), ...lent.env },
    message: greeting(lent),
    iconPath: new vscode.ThemeIcon('key'),
    // After a reload its guard is gone: a terminal that came back would only fail.
    isTransient: true,
  };
}

function greeting({ mode, requests, leftOut }: Lent): string {
  const granted = t(
    'Valet Key guards {0} here ({1}): programs hold placeholders. Close the terminal to revoke.',
    requests.join(', '),
    mode,
  );
  const others = leftOut.length === 0 ? [] : [t('Left out: {0}.', leftOut.map(leftOutText).join('; '))];
  return [granted, ...others].join('\r\n');
}

function runOf({ creationOptions }: vscode.Terminal): string | undefined {
  return 'env' in creationOptions ? (creationOptions.env?.[runVariable] ?? undefined) : undefined;
}
