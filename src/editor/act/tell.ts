import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import { createCopiesOffer } from './copies/offer.ts';
import { doneText, faultText, noteText, refusalText } from './act-words.ts';
import type { Fault } from './fault.ts';
import type { Outcome } from './replace.ts';

const { t } = vscode.l10n;

/** `unasked`: on each save; then what nobody has to act on at once is not said again and again. */
export type Occasion = 'asked' | 'unasked';

/** Says how a replacement went: in the status bar where all went well, and without a dialog in any case. */
export function createTelling(): (outcome: Outcome, occasion: Occasion) => void {
  const told = new Set<string>();
  const offerCopies = createCopiesOffer();
  const once = (text: string): void => {
    if (told.has(text)) return;
    told.add(text);
    void vscode.window.showWarningMessage(text);
  };
  return (outcome, occasion) => {
    if (outcome.type === 'fault') {
      if (occasion === 'asked') tellFault(outcome.fault);
      else if (outcome.fault.code !== 'nothing') once(faultText(outcome.fault));
      return;
    }
    const { replaced, requests, entries, refused, notes, beside, manifestsSaved } = outcome;
    if (replaced > 0) {
      vscode.window.setStatusBarMessage(`$(key) ${doneText(replaced, requests)}`, 8_000);
      void vscode.commands.executeCommand(commands.applied);
      if (occasion === 'asked') void offerCopies(entries);
    }
    for (const note of notes) once(noteText(note));
    for (const entry of beside)
      once(t('The replaced value is another one than the request’s. The vault keeps it as “{0}”.', entry));
    if (!manifestsSaved) once(t('valet-key.json could not be saved: save it before you run a task.'));
    const [reason] = refused;
    if (reason === undefined) return;
    const why = [...new Set(refused)].map(refusalText).join(' ');
    const left =
      replaced === 0 && refused.length === 1 ? '' : `${t('{0} credentials were left as they are.', refused.length)} `;
    if (occasion === 'asked') void vscode.window.showWarningMessage(left + why);
    else once(left + why);
  };
}

export function tellFault(fault: Fault): void {
  if (fault.code === 'cancelled') vscode.window.setStatusBarMessage(faultText(fault), 5_000);
  else if (fault.code === 'nothing') void vscode.window.showInformationMessage(faultText(fault));
  else void vscode.window.showErrorMessage(faultText(fault));
}
