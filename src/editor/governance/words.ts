import * as vscode from 'vscode';
import type { AccountQuestion } from '../../core/requests/account-rows.ts';
import type { WorkflowType } from './accounts.ts';

const { t } = vscode.l10n;

/** What a security team asks of a workflow. */
export function questionText(question: AccountQuestion): string {
  const words: Readonly<Record<AccountQuestion, string>> = {
    asks: t('Who asks'),
    kept: t('Where the secret lives'),
    read: t('What it may read'),
    write: t('What it may write'),
    sent: t('What it may call'),
    approved: t('Who approves'),
    used: t('Who used it'),
    revoked: t('How it is revoked'),
    missing: t('What is missing'),
    remarks: t('What could be narrower'),
    runs: t('What runs'),
    uses: t('What it uses'),
  };
  return words[question];
}

export function kindText(type: WorkflowType): string {
  const words: Readonly<Record<WorkflowType, string>> = {
    task: t('task'),
    debug: t('debug configuration'),
    command: t('command'),
    request: t('request'),
  };
  return words[type];
}

export function missingText(count: number): string {
  if (count === 0) return t('nothing is missing');
  return count === 1 ? t('1 thing is missing') : t('{0} things are missing', count);
}
