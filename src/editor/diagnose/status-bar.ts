import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import type { Findings } from '../findings.ts';
import { section, setting } from '../settings.ts';

const { t } = vscode.l10n;

/** How many findings there are, and the way to them. */
export function registerStatusBar(findings: Findings): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('valetKey.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Valet Key';
  item.command = commands.showFindings;
  const show = (): void => {
    const { size } = findings;
    const when = setting('statusBar');
    if (when === 'never' || (when === 'findings' && size === 0)) return item.hide();
    item.text = size === 0 ? '$(key)' : `$(key) ${size}`;
    item.tooltip = tooltipOf(size);
    item.accessibilityInformation = { label: `Valet Key: ${item.tooltip}` };
    item.backgroundColor = size === 0 ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground');
    item.show();
  };
  show();
  return vscode.Disposable.from(
    item,
    findings.onDidChange(show),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${section}.statusBar`)) show();
    }),
  );
}

function tooltipOf(size: number): string {
  if (size === 0) return t('No hardcoded credentials found');
  return size === 1 ? t('1 hardcoded credential') : t('{0} hardcoded credentials', size);
}
