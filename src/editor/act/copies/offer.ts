import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import { setting } from '../../settings.ts';

const { t } = vscode.l10n;

/** After a fix, once and without a dialog: what stood in a file may stand elsewhere too. */
export async function offerCopies(replaced: number, entries: readonly string[]): Promise<void> {
  if (entries.length === 0 || !setting('notifications')) return;
  const look = t('Look for Copies…');
  const requests = t('Rotate…');
  const text =
    replaced === 1
      ? t('The value is out of the text. Copies of it may be left in git, in local histories and in transcripts.')
      : t('The values are out of the text. Copies of them may be left in git, in local histories and in transcripts.');
  const chosen = await vscode.window.showInformationMessage(text, look, requests);
  if (chosen === look) await vscode.commands.executeCommand(commands.lookForCopies, entries);
  if (chosen === requests) await vscode.commands.executeCommand('valetKey.requests.focus');
}
