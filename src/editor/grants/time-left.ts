import * as vscode from 'vscode';

const { t } = vscode.l10n;

/** `59:07`, or `3 h` for more than an hour. */
export function timeLeft(expiresAt: number, now = Date.now()): string {
  const seconds = Math.max(0, Math.ceil((expiresAt - now) / 1000));
  if (seconds > 3600) return t('{0} h', Math.floor(seconds / 3600));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
