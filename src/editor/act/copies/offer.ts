import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import { setting } from '../../settings.ts';

const { t } = vscode.l10n;

export type OfferCopies = (entries: readonly string[]) => Promise<void>;

/**
 * After a fix, without a dialog: what stood in a file may stand elsewhere too. Nobody is told twice: while one offer is
 * unanswered, what is replaced meanwhile joins it.
 */
export function createCopiesOffer(): OfferCopies {
  const waiting = new Set<string>();
  return async (entries) => {
    if (entries.length === 0 || !setting('notifications')) return;
    const isOpen = waiting.size > 0;
    for (const entry of entries) waiting.add(entry);
    if (isOpen) return;
    const look = t('Look for Copies…');
    const requests = t('Rotate…');
    const text = t(
      'What was replaced is out of the text. Copies may be left in git, in local histories and in transcripts.',
    );
    const chosen = await vscode.window.showInformationMessage(text, look, requests);
    const all = [...waiting];
    waiting.clear();
    if (chosen === look) await vscode.commands.executeCommand(commands.lookForCopies, all);
    if (chosen === requests) await vscode.commands.executeCommand('valetKey.requests.focus');
  };
}
