import * as vscode from 'vscode';
import type { AskedRequest } from '../../broker/protocol/approvals.ts';
import type { LiveGrant, LiveRun } from '../../broker/protocol/grants.ts';
import { termsOf } from '../../core/requests/changes.ts';
import { plain } from '../words.ts';
import { factsOf, modeText, runnerOf, summaryOf } from './question-words.ts';
import type { OpenQuestion } from './questions.ts';
import { holder } from '../terminals/sandboxed-shell.ts';
import { timeLeft } from './time-left.ts';

const { t } = vscode.l10n;

/** What the Grants view shows: questions first, then runs with their live grants. */
export type Row =
  | { readonly type: 'question'; readonly open: OpenQuestion }
  | { readonly type: 'asked'; readonly asked: AskedRequest; readonly question: number }
  | { readonly type: 'term'; readonly name: string; readonly text: string; readonly isNew: boolean }
  | { readonly type: 'run'; readonly run: LiveRun }
  | { readonly type: 'grant'; readonly grant: LiveGrant; readonly run: LiveRun };

export function rowsBelow(row: Row): readonly Row[] {
  if (row.type === 'question') {
    const { question, id } = row.open;
    return [
      ...question.requests.map((asked): Row => ({ type: 'asked', asked, question: id })),
      ...factsOf(question).map(([name, text]): Row => ({ type: 'term', name, text, isNew: false })),
    ];
  }
  if (row.type === 'run') return row.run.grants.map((grant) => ({ type: 'grant', grant, run: row.run }));
  if (row.type !== 'asked') return [];
  const terms = termsOf(row.asked.request).map(([name, text]): Row => ({ type: 'term', name, text, isNew: false }));
  const changes = row.asked.changes.map((text): Row => ({ type: 'term', name: t('changed'), text, isNew: true }));
  const { approvedBefore } = row.asked;
  if (approvedBefore !== undefined) {
    const day = new Date(approvedBefore).toISOString().slice(0, 10);
    const text = changes.length === 0 ? t('the same as approved on {0}', day) : t('since it was approved on {0}', day);
    changes.push({ type: 'term', name: changes.length === 0 ? t('unchanged') : t('changed'), text, isNew: false });
  }
  return [...changes, ...terms];
}

export function itemOf(row: Row): vscode.TreeItem {
  const item = looks(row);
  item.contextValue = row.type === 'grant' && row.grant.state !== 'live' ? 'ended' : row.type;
  return item;
}

function looks(row: Row): vscode.TreeItem {
  const { Expanded, None } = vscode.TreeItemCollapsibleState;
  if (row.type === 'question') {
    const { agent, mode, requests } = row.open.question;
    const item = new vscode.TreeItem(runnerOf(row.open.question), Expanded);
    const asked = t('asks for {0}', requests.map(({ name }) => name).join(', '));
    item.description = [...(agent === undefined ? [] : [agent]), asked, mode].join(' · ');
    item.id = `question-${row.open.id}`;
    item.iconPath = new vscode.ThemeIcon('question', new vscode.ThemeColor('notificationsWarningIcon.foreground'));
    item.tooltip = plain(summaryOf(row.open.question));
    item.accessibilityInformation = { label: t('Waits for an answer: {0}', summaryOf(row.open.question)) };
    return item;
  }
  if (row.type === 'asked')
    return labelled(new vscode.TreeItem(row.asked.name, Expanded), 'key', row.asked.request.purpose);
  if (row.type === 'term')
    return labelled(new vscode.TreeItem(row.name, None), row.isNew ? 'diff-modified' : undefined, row.text);
  return row.type === 'run' ? runItem(row.run) : grantItem(row.grant);
}

function labelled(item: vscode.TreeItem, icon: string | undefined, description: string): vscode.TreeItem {
  item.description = description;
  item.tooltip = description;
  if (icon !== undefined) item.iconPath = new vscode.ThemeIcon(icon);
  return item;
}

function runItem({ run, task, program, mode, agent, workspace }: LiveRun): vscode.TreeItem {
  const name = task ?? (program === holder ? t('terminal') : program);
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = run;
  item.description = [mode, ...(agent === undefined ? [] : [agent])].join(' · ');
  item.tooltip = `${workspace}\n${modeText(mode)}`;
  item.iconPath = new vscode.ThemeIcon(mode === 'enforced' ? 'shield' : 'debug-start');
  return item;
}

function grantItem({ id, request, delivery, state, expiresAt, usesLeft }: LiveGrant): vscode.TreeItem {
  const item = new vscode.TreeItem(request);
  item.id = id;
  const uses = usesLeft === undefined ? [] : [t('{0} calls left', usesLeft)];
  item.description = [state === 'live' ? t('{0} left', timeLeft(expiresAt)) : stateText(state), delivery, ...uses].join(
    ' · ',
  );
  item.iconPath = new vscode.ThemeIcon(state === 'live' ? 'key' : 'circle-slash');
  return item;
}

function stateText(state: 'expired' | 'revoked'): string {
  return state === 'expired' ? t('time is up') : t('revoked');
}
