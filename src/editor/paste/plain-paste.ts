import * as vscode from 'vscode';
import { vaultText } from '../act/act-words.ts';
import type { Fault } from '../act/fault.ts';

const { t } = vscode.l10n;

/** Tells, once for each reason, why a paste landed as it is. */
export function tellingOfPlainPaste(log: vscode.LogOutputChannel): (fault: Fault) => void {
  const told = new Set<string>();
  return (fault) => {
    const code = fault.code === 'vault' ? `vault, ${fault.fault.code}` : fault.code;
    log.warn(`A paste landed as it is (${code}).`);
    if (fault.code === 'cancelled' || fault.code === 'changed' || told.has(code)) return;
    told.add(code);
    void vscode.window.showWarningMessage(
      t('The credential was pasted as it is, and is flagged. {0}', reasonOf(fault)),
    );
  };
}

function reasonOf(fault: Fault): string {
  if (fault.code === 'manifest-broken') {
    return t('{0} cannot be used: {1}', fault.manifest, fault.problem?.message ?? '');
  }
  if (fault.code === 'manifest-read-only') return t('{0} could not be changed. Is it read-only?', fault.manifest);
  if (fault.code === 'vault') return t('The vault did not take its value: {0}', vaultText(fault.fault));
  return t('No request could be made for it.');
}
