import * as vscode from 'vscode';
import type { Manifests } from './manifests.ts';
import { itemOf } from './row-item.ts';
import { reminders, rowsBelow, topRows, type Row } from './rows.ts';

const { t } = vscode.l10n;

/** The tree of every request, with a reminder for each value that was in a file until its rotation is confirmed. */
export function registerRequestsView(manifests: Manifests): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const view = vscode.window.createTreeView<Row>('valetKey.requests', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      getChildren: (row) => [...(row ? rowsBelow(row) : topRows(manifests.all()))],
    },
  });
  const show = (): void => {
    changed.fire(undefined);
    const leaked = manifests.all().flatMap(reminders).length;
    view.description = leaked === 0 ? '' : t('{0} to rotate', leaked);
  };
  show();
  return vscode.Disposable.from(view, changed, manifests.onDidChange(show));
}
