import * as vscode from 'vscode';
import type { Origin } from '../../core/agents/origin.ts';
import { commands } from '../commands.ts';
import type { Findings } from '../findings.ts';
import { pathOf } from '../place.ts';
import { setting } from '../settings.ts';
import { createTold, type Memory } from './told.ts';

const { t } = vscode.l10n;

/** Tells, once a value, of credentials that were written into files nobody has open. */
export function tellingOfFound(
  findings: Findings,
  memory: Memory,
): (uris: readonly vscode.Uri[], origin: Origin) => void {
  const told = createTold(memory);
  return (uris, origin) => {
    const fresh = uris.filter((uri) => told.note(findings.of(uri).map(({ finding }) => finding.fingerprint)));
    const [first] = fresh;
    if (first && setting('notifications', first)) void tell(first, { others: fresh.length - 1, origin });
  };
}

async function tell(uri: vscode.Uri, { others, origin }: { others: number; origin: Origin }): Promise<void> {
  const who = origin.agent ?? t('A program');
  const where = pathOf(uri);
  const message =
    others === 0
      ? t('{0} wrote a credential into {1}.', who, where)
      : t('{0} wrote credentials into {1} and {2} more files.', who, where, others);
  const [show, never] = [t('Show'), t('Don’t Show Again')];
  const answer = await vscode.window.showWarningMessage(message, show, never);
  if (answer === show) await vscode.commands.executeCommand(commands.showFindings);
  if (answer === never) {
    await vscode.workspace
      .getConfiguration('valetKey')
      .update('notifications', false, vscode.ConfigurationTarget.Global);
  }
}
