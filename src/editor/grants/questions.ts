import * as vscode from 'vscode';
import type { Answer, Question } from '../../broker/protocol/approvals.ts';
import { commands } from '../commands.ts';
import { summaryOf } from './question-words.ts';

const { t } = vscode.l10n;

/** A run that waits for a person's answer. */
export interface OpenQuestion {
  readonly id: number;
  readonly question: Question;
  answer(answer: Answer): void;
}

export interface Questions extends vscode.Disposable {
  /** Asks with a notification, and in the Grants view and the status bar until it is answered. */
  ask(question: Question): Promise<Answer>;
  open(): readonly OpenQuestion[];
  readonly onDidChange: vscode.Event<void>;
}

export function createQuestions(): Questions {
  const changed = new vscode.EventEmitter<void>();
  let waiting: readonly OpenQuestion[] = [];
  let count = 0;
  return {
    ask(question) {
      return new Promise((resolve) => {
        const id = ++count;
        const answer = (given: Answer): void => {
          waiting = waiting.filter((one) => one.id !== id);
          changed.fire();
          resolve(given);
        };
        waiting = [...waiting, { id, question, answer }];
        changed.fire();
        // A run does not wait for ever: whoever comes back later finds it refused, and starts it again.
        setTimeout(() => answer(declined), patience).unref();
        void notify(question, {
          answer,
          isOpen: () => waiting.some((one) => one.id === id),
        });
      });
    },
    open: () => waiting,
    onDidChange: changed.event,
    dispose() {
      for (const one of waiting) one.answer(declined);
      changed.dispose();
    },
  };
}

const patience = 4 * 60_000;
export const declined: Answer = { type: 'no', reason: 'declined' };
export const allowed: Answer = { type: 'yes', by: 'editor', scope: 'command' };
export const allowedForAny: Answer = { type: 'yes', by: 'editor', scope: 'any command' };

interface Answering {
  readonly answer: (answer: Answer) => void;
  readonly isOpen: () => boolean;
}

/**
 * To close the notification is no answer: the question stays in the view. The first button is what the editor's key for
 * a notification's main action presses, so that is the refusal.
 */
async function notify(question: Question, { answer, isOpen }: Answering): Promise<void> {
  const [deny, allow, show] = [t('Deny'), t('Allow'), t('Show Details')];
  const chosen = await vscode.window.showWarningMessage(summaryOf(question), deny, allow, show);
  if (chosen === undefined) return;
  if (!isOpen()) {
    void vscode.window.showInformationMessage(t('That was answered already, or it waited too long: run it again.'));
    return;
  }
  if (chosen === allow) answer(allowed);
  if (chosen === deny) answer(declined);
  if (chosen === show) await vscode.commands.executeCommand(commands.showGrants);
}
