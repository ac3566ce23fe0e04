import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import type { Manifests } from '../requests/manifests.ts';
import type { Broker } from '../vault/broker.ts';
import { createEntries } from './entries.ts';
import type { Entries } from './entries.ts';
import { chooseFilter, filterText } from './filter.ts';
import { exportAudit, verifyAudit } from './proof.ts';
import { itemOf } from './rows.ts';
import type { Row } from './rows.ts';

const { t } = vscode.l10n;

/** The log in sentences, the newest first, read as far as somebody looks. */
export function registerAuditView(
  broker: Broker,
  manifests: Manifests,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const entries = createEntries((params) => broker.client.readAudit(params));
  const changed = new vscode.EventEmitter<undefined>();
  const view = vscode.window.createTreeView<Row>('valetKey.audit', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      getChildren: (row) => (row ? [] : [...rowsOf(entries)]),
    },
  });
  let isReading = false;
  const refresh = async (): Promise<void> => {
    if (isReading || !vscode.workspace.isTrusted) return;
    isReading = true;
    try {
      if (await entries.refresh()) changed.fire(undefined);
    } catch (error) {
      log.debug(`The audit log was not read (${error instanceof Error ? error.message : 'unknown'}).`);
    } finally {
      isReading = false;
    }
  };
  const use = async (filter: Entries['filter'] | undefined): Promise<void> => {
    if (!filter) return;
    entries.use(filter);
    view.description = filterText(filter);
    void vscode.commands.executeCommand('setContext', 'valetKey.auditFiltered', view.description !== '');
    changed.fire(undefined);
    await refresh();
  };
  const timer = setInterval(() => {
    if (view.visible) void refresh();
  }, pause);
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    view,
    changed,
    view.onDidChangeVisibility(({ visible }) => void (visible && refresh())),
    registerCommand(commands.showAudit, () => vscode.commands.executeCommand('valetKey.audit.focus')),
    registerCommand(commands.filterAudit, async () => use(await chooseFilter(entries, manifests))),
    registerCommand(commands.clearAuditFilter, () => use({})),
    registerCommand(commands.moreAudit, async () => {
      await entries.more();
      changed.fire(undefined);
    }),
    registerCommand(commands.verifyAudit, async () => {
      await vscode.commands.executeCommand('valetKey.audit.focus');
      view.message = t('Verifying…');
      view.message = await verifyAudit(broker);
    }),
    registerCommand(commands.exportAudit, () => exportAudit(broker)),
    { dispose: () => clearInterval(timer) },
  );
}

const pause = 2_000;

function rowsOf({ all, hasMore }: Entries): readonly Row[] {
  const entries = all.map((entry): Row => ({ type: 'entry', entry }));
  return hasMore ? [...entries, { type: 'more' }] : entries;
}
