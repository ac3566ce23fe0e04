import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import type { Broker } from '../vault/broker.ts';
import { liveGrants } from './live-runs.ts';
import type { HeldGrant, LiveRuns } from './live-runs.ts';
import { titleOf } from './question-words.ts';
import type { Questions } from './questions.ts';
import { timeLeft } from './time-left.ts';

const { t } = vscode.l10n;

/**
 * Says in the status bar, while anything is granted, how much and until when; a click leads to its end. What waits for
 * an answer stands there first, also for those who were not at the window when it asked.
 */
export function registerGrantsStatus(broker: Broker, live: LiveRuns, questions: Questions): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('valetKey.grants', vscode.StatusBarAlignment.Left, 9);
  item.name = t('Valet Key: Grants');
  const showWaiting = (titles: readonly string[]): void => {
    const count = titles.length === 1 ? t('1 waits for an answer') : t('{0} wait for an answer', titles.length);
    item.text = `$(question) ${count}`;
    item.tooltip = titles.join('\n');
    item.accessibilityInformation = { label: `${count}: ${titles.join(' ')}` };
    item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
    item.command = commands.answer;
    item.show();
  };
  const show = (): void => {
    const waiting = questions.open();
    if (waiting.length > 0) return showWaiting(waiting.map(({ question }) => titleOf(question)));
    item.command = commands.chooseGrant;
    item.backgroundColor = undefined;
    const grants = liveGrants(live.all());
    const [first] = grants;
    if (!first) return item.hide();
    const left = timeLeft(first.grant.expiresAt);
    const count = grants.length === 1 ? t('1 grant') : t('{0} grants', grants.length);
    item.text = `$(key) ${count} ${left}`;
    item.tooltip = [...grants.map(lineOf), t('Choose to revoke.')].join('\n');
    item.accessibilityInformation = { label: t('{0} live, the first ends in {1}. Choose to revoke.', count, left) };
    return item.show();
  };
  show();
  return vscode.Disposable.from(
    item,
    live.onDidChange(show),
    questions.onDidChange(show),
    vscode.commands.registerCommand(commands.chooseGrant, () => choose(broker, live)),
  );
}

interface Choice extends vscode.QuickPickItem {
  readonly ids?: readonly string[];
}

async function choose(broker: Broker, live: LiveRuns): Promise<void> {
  await live.refresh();
  const grants = liveGrants(live.all());
  if (grants.length === 0) return void vscode.window.showInformationMessage(t('There is no live grant to revoke.'));
  const off = new vscode.ThemeIcon('circle-slash');
  const all: Choice = { label: t('Revoke all'), iconPath: off, description: String(grants.length), ids: ['*'] };
  const each = grants.map(({ grant, run }): Choice => {
    const description = `${run.task ?? run.program} · ${t('{0} left', timeLeft(grant.expiresAt))}`;
    return {
      label: t('$(circle-slash) Revoke {0}', grant.request),
      description,
      detail: run.workspace,
      ids: [grant.id],
    };
  });
  const shown: Choice = { label: t('Show grants'), iconPath: new vscode.ThemeIcon('list-tree') };
  const picked = await vscode.window.showQuickPick([...(grants.length > 1 ? [all] : []), ...each, shown], {
    placeHolder: t('What is granted now'),
  });
  if (!picked) return;
  if (!picked.ids) return void vscode.commands.executeCommand(commands.showGrants);
  await broker.client.revoke(picked.ids);
  await live.refresh();
}

function lineOf({ grant, run }: HeldGrant): string {
  return t('{0} for {1}, {2} left', grant.request, run.task ?? run.program, timeLeft(grant.expiresAt));
}
