import * as vscode from 'vscode';
import type { Fault } from '../act/fault.ts';

const { t } = vscode.l10n;

/** Tells, once for each reason, why a paste landed as it is. */
export function tellingOfPlainPaste(log: vscode.LogOutputChannel): (fault: Fault) => void {
  const told = new Set<string>();
  return (fault) => {
    log.warn(`A paste landed as it is (${fault.code}${fault.code === 'vault' ? `, ${fault.fault.code}` : ''}).`);
    if (fault.code === 'cancelled' || fault.code === 'changed' || told.has(fault.code)) return;
    told.add(fault.code);
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
  if (fault.code === 'vault') return t('The vault did not take its value ({0}).', fault.fault.code);
  return t('No request could be made for it.');
}
