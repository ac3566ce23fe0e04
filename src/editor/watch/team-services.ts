import * as vscode from 'vscode';
import { readTeamRules } from '../../core/detect/team/read.ts';
import { nameTeamServices, takenIds } from '../../core/kinds.ts';
import type { Service } from '../../core/services/service.ts';
import { section, setting } from '../settings.ts';

/** The services that the settings describe. What is wrong with one is told, and the others are used. */
export function readTeamServices(log: vscode.LogOutputChannel): readonly Service[] {
  const { services, problems } = readTeamRules(setting('services.own'), takenIds());
  nameTeamServices(services);
  for (const { place, message } of problems) log.warn(`${section}.services.own${place} ${message}.`);
  const [first] = problems;
  if (first) void tell(`${section}.services.own${first.place} ${first.message}.`, problems.length - 1);
  return services;
}

async function tell(problem: string, others: number): Promise<void> {
  const { t } = vscode.l10n;
  const open = t('Open Settings');
  const more = others > 0 ? ` ${t('{0} more in the log.', others)}` : '';
  const answer = await vscode.window.showWarningMessage(
    `${t('A service of your own is not used:')} ${problem}${more}`,
    open,
  );
  if (answer !== open) return;
  await vscode.commands.executeCommand('workbench.action.openSettings', `${section}.services.own`);
}
