import * as vscode from 'vscode';
import type { LiveRun } from '../../broker/protocol/grants.ts';
import { commands } from '../commands.ts';
import type { Broker } from '../vault/broker.ts';
import { registerAnswer } from './answer.ts';
import { allowed, allowedForAny, declined } from './questions.ts';
import type { LiveRuns } from './live-runs.ts';
import type { Questions } from './questions.ts';
import { itemOf, rowsBelow } from './rows.ts';
import type { Row } from './rows.ts';

const { t } = vscode.l10n;

/** The tree of what waits for an answer and of what is granted now, counted down while it is seen. */
export function registerGrantsView(broker: Broker, questions: Questions, live: LiveRuns): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const view = vscode.window.createTreeView<Row>('valetKey.grants', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      getChildren: (row) => [...(row ? rowsBelow(row) : topRows(questions, live.all()))],
    },
  });
  const show = (): void => {
    const waiting = questions.open().length;
    view.badge = waiting === 0 ? undefined : { value: waiting, tooltip: t('{0} waiting for an answer', waiting) };
    changed.fire(undefined);
  };
  const revoke = async (ids: readonly string[]): Promise<void> => {
    const count = await broker.client.revoke(ids);
    if (count === 0) void vscode.window.showInformationMessage(t('There is no live grant to revoke.'));
    await live.refresh();
  };
  return vscode.Disposable.from(
    view,
    changed,
    registerAnswer(questions),
    view.onDidChangeVisibility(({ visible }) => visible && live.refresh()),
    questions.onDidChange(show),
    live.onDidChange(show),
    vscode.commands.registerCommand(commands.showGrants, () => vscode.commands.executeCommand('valetKey.grants.focus')),
    vscode.commands.registerCommand(commands.allow, (row?: Row) => answerTo(questions, row, allowed)),
    vscode.commands.registerCommand(commands.allowAny, (row?: Row) => answerTo(questions, row, allowedForAny)),
    vscode.commands.registerCommand(commands.deny, (row?: Row) => answerTo(questions, row, declined)),
    vscode.commands.registerCommand(commands.revoke, (row?: Row) => revoke(idsOf(row))),
    vscode.commands.registerCommand(commands.revokeAll, () => revoke(['*'])),
  );
}

function topRows(questions: Questions, runs: readonly LiveRun[]): readonly Row[] {
  return [
    ...questions.open().map((open): Row => ({ type: 'question', open })),
    ...runs.map((run): Row => ({ type: 'run', run })),
  ];
}

/** A command that names no row answers nothing: nobody approves by accident. */
function answerTo(
  questions: Questions,
  row: Row | undefined,
  answer: Parameters<ReturnType<Questions['open']>[number]['answer']>[0],
): void {
  if (row?.type !== 'question') return;
  questions
    .open()
    .find(({ id }) => id === row.open.id)
    ?.answer(answer);
}

function idsOf(row: Row | undefined): readonly string[] {
  if (row?.type === 'grant') return [row.grant.id];
  return row?.type === 'run' ? row.run.grants.map(({ id }) => id) : [];
}
