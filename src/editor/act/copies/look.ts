import * as vscode from 'vscode';
import type { Copies, LookFor } from '../../../broker/protocol/copies.ts';
import { BrokerError } from '../../../broker/protocol/faults.ts';
import { commands } from '../../commands.ts';
import type { FolderManifest, Manifests } from '../../requests/manifests.ts';
import type { ReminderRow } from '../../requests/rows.ts';
import type { Broker } from '../../vault/broker.ts';
import { vaultText } from '../act-words.ts';
import { purgeChosen } from './purge.ts';
import { registerReport, reportOf, summaryOf } from './report.ts';

const { t } = vscode.l10n;

/**
 * The command that looks for what a fix cannot take back. The search runs in the broker's process: this one is told
 * names and places, and no value.
 */
export function registerCopies(
  broker: Pick<Broker, 'client'>,
  manifests: Manifests,
  context: Pick<vscode.ExtensionContext, 'globalStorageUri'>,
): vscode.Disposable {
  const report = registerReport();
  const command = vscode.commands.registerCommand(commands.lookForCopies, async (about?: unknown) => {
    try {
      const names = await namesAbout(about, { broker, manifests });
      if (names.length === 0) return undefined;
      const wanted = placesOf(names, context);
      const found = await lookWithProgress(wanted, broker);
      await report.show(reportOf(found));
      void offer(found, wanted, broker);
      return found;
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      void vscode.window.showErrorMessage(t('Nobody looked for copies: {0}', vaultText(error.fault)));
      return undefined;
    }
  });
  return vscode.Disposable.from(report, command);
}

interface Sources {
  readonly broker: Pick<Broker, 'client'>;
  readonly manifests: Manifests;
}

/** The entries that a fix names, that of a reminder, or those that somebody chooses among all requests. */
async function namesAbout(about: unknown, { broker, manifests }: Sources): Promise<readonly string[]> {
  if (!vscode.workspace.isTrusted) return [];
  const held = new Set((await broker.client.list()).map(({ name }) => name));
  if (Array.isArray(about)) return about.filter((name) => typeof name === 'string' && held.has(name)) as string[];
  const reminder = isReminder(about) ? about : undefined;
  const asked = reminder
    ? entriesOf(reminder.manifest, reminder.request)
    : manifests.all().flatMap((one) => entriesOf(one));
  const names = [...new Set(asked)].filter((name) => held.has(name));
  if (names.length === 0) {
    void vscode.window.showInformationMessage(t('The vault holds no value of a request of this workspace.'));
  }
  if (reminder || names.length < 2) return names;
  const items = names.map((label) => ({ label, picked: true }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: t('Look for Copies of Replaced Values'),
    placeHolder: t('Whose values? They are looked for on this machine alone.'),
  });
  return picked?.map(({ label }) => label) ?? [];
}

function isReminder(about: unknown): about is ReminderRow {
  return typeof about === 'object' && about !== null && 'type' in about && about.type === 'reminder';
}

function entriesOf({ reading }: FolderManifest, only?: string): readonly string[] {
  if (reading.type !== 'manifest') return [];
  return Object.entries(reading.manifest.requests).flatMap(([name, { source }]) =>
    source.provider === 'vault' && (only === undefined || name === only) ? [source.ref] : [],
  );
}

function placesOf(names: readonly string[], context: Pick<vscode.ExtensionContext, 'globalStorageUri'>): LookFor {
  const folders = vscode.workspace.workspaceFolders ?? [];
  // Beside `User/globalStorage/…` lie the History and Backups of this very editor, wherever it was told to keep them.
  const own = vscode.Uri.joinPath(context.globalStorageUri, '..', '..', '..');
  return {
    names,
    workspaces: folders.flatMap(({ uri }) => (uri.scheme === 'file' ? [uri.fsPath] : [])),
    editors: own.scheme === 'file' ? [own.fsPath] : [],
  };
}

function lookWithProgress(wanted: LookFor, { client }: Pick<Broker, 'client'>): Thenable<Copies> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: titleOf(wanted.names.length), cancellable: true },
    async (progress, token) => {
      const stopping = new AbortController();
      token.onCancellationRequested(() => stopping.abort());
      const onLooked = (looked: number): void => progress.report({ message: t('{0} files and versions', looked) });
      return client.lookForCopies(wanted, { signal: stopping.signal, onLooked });
    },
  );
}

function titleOf(count: number): string {
  return count === 1 ? t('Looking for copies of a value') : t('Looking for copies of {0} values', count);
}

/** Without a dialog: the report is open, and what can be done about it is beside it. */
async function offer(found: Copies, wanted: LookFor, { client }: Pick<Broker, 'client'>): Promise<void> {
  const purge = t('Purge Files…');
  const requests = t('Rotate…');
  const actions = [
    ...(found.files.some(({ stays }) => stays === undefined) ? [purge] : []),
    ...(found.files.length + found.history.length > 0 ? [requests] : []),
  ];
  const chosen = await vscode.window.showInformationMessage(summaryOf(found), ...actions);
  if (chosen === purge) await purgeChosen(found, wanted, client);
  // The reminders stand there, each with the page that rotates it.
  if (chosen === requests) await vscode.commands.executeCommand('valetKey.requests.focus');
}
