import * as vscode from 'vscode';
import type { Said } from '../../broker/protocol/guards.ts';

const { t } = vscode.l10n;

/**
 * What the guard of a terminal or debug session has to say stands in the log, and the first of it is shown: a program
 * that tries everything must not bury its user in notifications.
 */
export function sayWhatGuardsSay(log: vscode.LogOutputChannel): (said: Said) => void {
  let isShowing = false;
  return ({ started, text }) => {
    const who = started === 'terminal' ? t('A terminal') : t('A debug session');
    const message = t('{0}: {1}', who, text);
    log.warn(message);
    if (isShowing) return;
    isShowing = true;
    void show(message, log).finally(() => (isShowing = false));
  };
}

async function show(message: string, log: vscode.LogOutputChannel): Promise<void> {
  const all = t('Show Log');
  if ((await vscode.window.showWarningMessage(message, all)) === all) log.show();
}
