import * as vscode from 'vscode';
import type { Answer } from '../../broker/protocol/approvals.ts';
import { commands } from '../commands.ts';
import { lastingText, summaryOf, titleOf } from './question-words.ts';
import { allowed, allowedForAny, declined } from './questions.ts';
import type { OpenQuestion, Questions } from './questions.ts';

const { t } = vscode.l10n;

/** Answers what waits with the keyboard alone. The first choice refuses; to leave the list answers nothing. */
export function registerAnswer(questions: Questions): vscode.Disposable {
  return vscode.commands.registerCommand(commands.answer, async () => {
    const chosen = await choose(questions.open());
    if (!chosen) return;
    const picked = await vscode.window.showQuickPick(answersTo(chosen), {
      title: titleOf(chosen.question),
      placeHolder: summaryOf(chosen.question),
    });
    if (!picked) return;
    if (!picked.answer) {
      await vscode.commands.executeCommand(commands.showGrants);
      return;
    }
    // It may have been answered elsewhere meanwhile.
    questions
      .open()
      .find(({ id }) => id === chosen.id)
      ?.answer(picked.answer);
  });
}

async function choose(open: readonly OpenQuestion[]): Promise<OpenQuestion | undefined> {
  const [only] = open;
  if (!only) return void vscode.window.showInformationMessage(t('Nothing waits for an answer.'));
  if (open.length === 1) return only;
  const items = open.map((one) => ({ label: titleOf(one.question), detail: summaryOf(one.question), one }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: t('What is to be answered?') });
  return picked?.one;
}

interface Choice extends vscode.QuickPickItem {
  readonly answer?: Answer;
}

function answersTo({ question }: OpenQuestion): readonly Choice[] {
  const lasting = lastingText(question.requests);
  return [
    { label: t('Deny'), iconPath: new vscode.ThemeIcon('close'), answer: declined },
    { label: t('Allow'), iconPath: new vscode.ThemeIcon('check'), description: lasting, answer: allowed },
    {
      label: t('Allow any command here'),
      iconPath: new vscode.ThemeIcon('check-all'),
      description: lasting,
      answer: allowedForAny,
    },
    { label: t('Show Details'), iconPath: new vscode.ThemeIcon('list-tree') },
  ];
}
