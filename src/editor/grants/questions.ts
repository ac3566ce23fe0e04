import * as vscode from 'vscode';
import type { Answer, Question } from '../../broker/protocol.ts';
import { commands } from '../commands.ts';

const { t } = vscode.l10n;

/** A run that waits for a person's answer. */
export interface OpenQuestion {
  readonly id: number;
  readonly question: Question;
  answer(answer: Answer): void;
}

export interface Questions extends vscode.Disposable {
  /** Asks with a notification, and in the Grants view until it is answered. */
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
        void notify(question, answer);
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

/** To close the notification is no answer: the question stays in the view. */
async function notify(question: Question, answer: (answer: Answer) => void): Promise<void> {
  const [allow, deny, show] = [t('Allow'), t('Deny'), t('Show Details')];
  const chosen = await vscode.window.showInformationMessage(titleOf(question), allow, deny, show);
  if (chosen === allow) answer(allowed);
  if (chosen === deny) answer(declined);
  if (chosen === show) await vscode.commands.executeCommand(commands.showGrants);
}

/** Who asks, for what, and where it goes: one sentence. */
export function titleOf({ task, command, agent, requests }: Question): string {
  const who = task ?? command.join(' ').slice(0, 80);
  const names = requests.map(({ name }) => name).join(', ');
  const hosts = [
    ...new Set(requests.flatMap(({ request }) => request.call.map(({ host }) => host.replace(/:443$/, '')))),
  ];
  const where = hosts.length === 0 ? t('no host') : hosts.join(', ');
  const changed = requests.some(({ changes }) => changes.length > 0)
    ? ` ${t('It changed since it was approved.')}`
    : '';
  return agent === undefined
    ? t('“{0}” asks for {1}, to be sent to {2}.{3}', who, names, where, changed)
    : t('{0} runs “{1}”, which asks for {2}, to be sent to {3}.{4}', agent, who, names, where, changed);
}
