import * as vscode from 'vscode';
import { accountMarkdown } from '../../core/requests/account-markdown.ts';
import { rowText } from '../../core/requests/account-rows.ts';
import type { AccountRow } from '../../core/requests/account-rows.ts';
import { plainAnswer } from '../../core/requests/answer.ts';
import { commands } from '../commands.ts';
import type { FolderManifest, Manifests } from '../requests/manifests.ts';
import type { Accounts, Workflow } from './accounts.ts';
import { kindText, missingText, questionText } from './words.ts';

type Row =
  | { readonly type: 'folder'; readonly manifest: FolderManifest }
  | { readonly type: 'workflow'; readonly flow: Workflow; readonly within: string }
  | { readonly type: 'answer'; readonly row: AccountRow };

/** For every task, launch configuration and request: where its secret lives, what it may read and call, who approved it, how it ends. */
export function registerGovernanceView(accounts: Accounts, manifests: Manifests): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const view = vscode.window.createTreeView<Row>('valetKey.governance', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      getChildren: (row) => [...(row ? rowsBelow(row, accounts) : topRows(manifests.all(), accounts))],
    },
  });
  const show = (): void => {
    const missing = manifests
      .all()
      .flatMap((one) => accounts.of(one))
      .filter((flow) => flow.missing > 0);
    view.description = missing.length === 0 ? '' : t('{0} incomplete', missing.length);
    changed.fire(undefined);
  };
  return vscode.Disposable.from(
    view,
    changed,
    accounts.onDidChange(show),
    view.onDidChangeVisibility(({ visible }) => void (visible && accounts.refresh())),
    vscode.commands.registerCommand(commands.showGovernance, () =>
      vscode.commands.executeCommand('valetKey.governance.focus'),
    ),
  );
}

const { t } = vscode.l10n;

function topRows(all: readonly FolderManifest[], accounts: Accounts): readonly Row[] {
  const [only] = all;
  if (all.length > 1) return all.map((manifest) => ({ type: 'folder', manifest }));
  return only ? workflowRows(accounts.of(only), '') : [];
}

function rowsBelow(row: Row, accounts: Accounts): readonly Row[] {
  if (row.type === 'folder') return workflowRows(accounts.of(row.manifest), '');
  if (row.type === 'answer') return [];
  const { flow, within } = row;
  const answers = flow.rows
    .filter(({ question }) => question !== 'uses')
    .map((one): Row => ({ type: 'answer', row: one }));
  return [...answers, ...workflowRows(flow.requests, `${within}/${flow.name}`)];
}

function workflowRows(flows: readonly Workflow[], within: string): readonly Row[] {
  return flows.map((flow) => ({ type: 'workflow', flow, within }));
}

function itemOf(row: Row): vscode.TreeItem {
  if (row.type === 'answer') return answerItem(row.row);
  if (row.type === 'workflow') return workflowItem(row.flow, row.within);
  const item = new vscode.TreeItem(row.manifest.folder.name, vscode.TreeItemCollapsibleState.Expanded);
  item.iconPath = new vscode.ThemeIcon('root-folder');
  return item;
}

function workflowItem(flow: Workflow, within: string): vscode.TreeItem {
  const item = new vscode.TreeItem(flow.name, vscode.TreeItemCollapsibleState.Collapsed);
  const kind = kindText(flow.type);
  const color = flow.missing > 0 ? new vscode.ThemeColor('problemsWarningIcon.foreground') : undefined;
  item.id = `${flow.manifest.folder.uri.toString()}${within}/${flow.type}/${flow.name}`;
  item.description = flow.missing > 0 ? `${kind} · ${missingText(flow.missing)}` : `${kind} · ${flow.purpose}`;
  item.iconPath = new vscode.ThemeIcon(icons[flow.type], color);
  item.contextValue = flow.type;
  item.tooltip = new vscode.MarkdownString(accountMarkdown({ ...flow, state: kind }, 4, questionText));
  return item;
}

const icons: Readonly<Record<Workflow['type'], string>> = {
  task: 'play',
  debug: 'debug-alt',
  command: 'terminal',
  request: 'key',
};

function answerItem(row: AccountRow): vscode.TreeItem {
  const { question, lines } = row;
  const item = new vscode.TreeItem(questionText(question));
  item.description = rowText(row);
  item.tooltip = lines.map(plainAnswer).join('\n');
  item.accessibilityInformation = { label: `${questionText(question)}: ${rowText(row)}` };
  if (question === 'missing') {
    item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
  }
  if (question === 'remarks') item.iconPath = new vscode.ThemeIcon('info');
  return item;
}
