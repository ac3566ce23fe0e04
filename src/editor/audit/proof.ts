import * as vscode from 'vscode';
import { BrokerError } from '../../broker/protocol.ts';
import { vaultText } from '../act/act-words.ts';
import type { Broker } from '../vault/broker.ts';

const { t } = vscode.l10n;

/** The verdict in a sentence, which stays above the log. */
export async function verifyAudit(broker: Broker): Promise<string> {
  const time = new Date().toLocaleTimeString(vscode.env.language);
  try {
    const { lines, problems, signedUpTo } = await broker.client.verifyAudit();
    const [first] = problems;
    if (first !== undefined)
      return warn(t('Tampered with: {0} ({1} in all), seen at {2}.', first, problems.length, time));
    if (lines === 0) return t('There is nothing to verify yet.');
    if (signedUpTo === undefined) {
      return t('Whole: {0} lines, at {1}. No checkpoint is signed yet, so a cut end would not show.', lines, time);
    }
    return t('Whole: {0} lines, signed up to line {1}, verified at {2}.', lines, signedUpTo, time);
  } catch (error) {
    return warn(t('The audit log was not verified: {0}', faultOf(error)));
  }
}

/** One file of every line, which anybody can verify. */
export async function exportAudit(broker: Broker): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const day = new Date().toISOString().slice(0, 10);
  const target = await vscode.window.showSaveDialog({
    ...(folder?.scheme === 'file' && { defaultUri: vscode.Uri.joinPath(folder, '..', `valet-key-audit-${day}.jsonl`) }),
    filters: { [t('JSON lines')]: ['jsonl'] },
  });
  if (!target) return;
  try {
    if (target.scheme !== 'file') throw new BrokerError({ code: 'disk', path: target.toString() });
    await broker.client.exportAudit(target.fsPath);
    void vscode.window.showInformationMessage(t('The audit log is in {0}.', target.fsPath));
  } catch (error) {
    void vscode.window.showErrorMessage(t('The audit log was not exported: {0}', faultOf(error)));
  }
}

function warn(message: string): string {
  void vscode.window.showWarningMessage(message);
  return message;
}

function faultOf(error: unknown): string {
  return vaultText(error instanceof BrokerError ? error.fault : { code: 'internal' });
}
