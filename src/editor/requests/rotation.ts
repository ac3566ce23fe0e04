import * as vscode from 'vscode';
import { confirmRotation } from '../../core/requests/edit.ts';
import { commands } from '../commands.ts';
import { kindFacts } from '../../core/kinds.ts';
import { manifestName } from './manifests.ts';
import type { ReminderRow } from './rows.ts';

const { t } = vscode.l10n;

/** Settles a reminder: a person says that the old value no longer works, and the manifest keeps the day. */
export function registerRotation(): vscode.Disposable {
  return vscode.commands.registerCommand(commands.confirmRotation, async (row?: ReminderRow) => {
    if (row?.type === 'reminder' && (await isConfirmed(row))) await settle(row);
  });
}

async function isConfirmed({ kind, request }: ReminderRow): Promise<boolean> {
  const confirmed = t('It No Longer Works');
  const answer = await vscode.window.showWarningMessage(
    t('Has the leaked {0} been revoked?', kindFacts(kind).title),
    { modal: true, detail: t('The reminder of “{0}” goes, and {1} keeps today’s date.', request, manifestName) },
    confirmed,
  );
  return answer === confirmed;
}

async function settle({ manifest, request, fingerprint }: ReminderRow): Promise<void> {
  const document = await vscode.workspace.openTextDocument(manifest.uri);
  const change = confirmRotation(document.getText(), { request, fingerprint, date: today() });
  if (change.type === 'refused') {
    const [problem] = change.problems;
    return tellOf(t('{0} cannot be used: {1}', manifestName, problem?.message ?? ''));
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
