import * as vscode from 'vscode';
import { BrokerError } from '../../broker/protocol/faults.ts';
import { kindFacts } from '../../core/kinds.ts';
import { confirmRotation } from '../../core/requests/edit.ts';
import { vaultText } from '../act/act-words.ts';
import { commands } from '../commands.ts';
import type { Broker } from '../vault/broker.ts';
import { manifestName } from './manifests.ts';
import type { ReminderRow } from './rows.ts';

const { t } = vscode.l10n;

/**
 * Settles a reminder: a person says that the old value no longer works, or gives the vault a new one that differs. The
 * manifest keeps the day.
 */
export function registerRotation(broker: Broker): vscode.Disposable {
  return vscode.commands.registerCommand(commands.confirmRotation, async (row?: ReminderRow) => {
    if (row?.type !== 'reminder') return;
    const way = await chooseWay(row);
    if (way === 'confirm') await settle(row);
    if (way === 'replace' && (await putNewValue(broker, row))) await settle(row);
  });
}

async function chooseWay({ kind, request, provider }: ReminderRow): Promise<'confirm' | 'replace' | undefined> {
  const detail = t('The reminder of “{0}” goes, and {1} keeps today’s date.', request, manifestName);
  const confirm = { label: t('It no longer works'), detail, way: 'confirm' } as const;
  const replace = {
    label: t('Put its new value into the vault…'),
    detail: t('It has to differ from the one that leaked. {0}', detail),
    way: 'replace',
  } as const;
  const picked = await vscode.window.showQuickPick(provider === 'vault' ? [confirm, replace] : [confirm], {
    placeHolder: t('Has the leaked {0} been revoked?', kindFacts(kind).title),
  });
  return picked?.way;
}

/** Whether the vault holds a value other than the one that leaked. */
async function putNewValue(broker: Broker, { ref, kind, fingerprint }: ReminderRow): Promise<boolean> {
  const value = await vscode.window.showInputBox({
    password: true,
    ignoreFocusOut: true,
    prompt: t('The new {0}. It goes to the vault and nowhere else.', kindFacts(kind).title),
    validateInput: (text) =>
      text !== '' && broker.fingerprint?.(text) === fingerprint ? t('This is the value that leaked.') : undefined,
  });
  if (value === undefined || value === '') return false;
  try {
    await broker.client.put({ name: ref, value, kind, replace: true });
    return true;
  } catch (error) {
    const fault = error instanceof BrokerError ? error.fault : ({ code: 'internal' } as const);
    tellOf(t('The new value was not kept: {0}', vaultText(fault)));
    return false;
  }
}

async function settle({ manifest, request, fingerprint }: ReminderRow): Promise<void> {
  const document = await vscode.workspace.openTextDocument(manifest.uri);
  const change = confirmRotation(document.getText(), { request, fingerprint, date: today() });
  if (change.type === 'refused') {
    const [problem] = change.problems;
    return tellOf(t('{0} cannot be used, so its reminder stays: {1}', manifestName, problem?.message ?? ''));
  }
  if (change.edits.length === 0) return;
  const wasDirty = document.isDirty;
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, newText } of change.edits) {
    edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), newText);
  }
  const applied = await vscode.workspace.applyEdit(edit);
  // What its owner was in the middle of is left for them to save.
  if (!applied || (!wasDirty && !(await document.save()))) {
    tellOf(t('{0} could not be changed. Is it read-only?', manifestName));
  }
}

function tellOf(message: string): void {
  void vscode.window.showErrorMessage(message);
}

function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
