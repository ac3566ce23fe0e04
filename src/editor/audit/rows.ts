import * as vscode from 'vscode';
import type { AuditEntry } from '../../broker/protocol/records.ts';
import { outcomeOf } from '../../core/audit/filter.ts';
import type { Outcome } from '../../core/audit/filter.ts';
import { sentenceOf } from '../../core/audit/sentence.ts';
import { commands } from '../commands.ts';
import { capital, plain } from '../words.ts';

const { t } = vscode.l10n;

export type Row = { readonly type: 'entry'; readonly entry: AuditEntry } | { readonly type: 'more' };

export function itemOf(row: Row): vscode.TreeItem {
  if (row.type === 'entry') return entryItem(row.entry);
  const item = new vscode.TreeItem(t('Show older entries'));
  item.id = 'more';
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { title: t('Show older entries'), command: commands.moreAudit };
  return item;
}

function entryItem(entry: AuditEntry): vscode.TreeItem {
  const sentence = capital(sentenceOf(entry.event));
  const time = timeText(entry.time);
  const item = new vscode.TreeItem(sentence);
  item.id = String(entry.sequence);
  item.description = time;
  item.contextValue = 'entry';
  item.iconPath = iconOf(outcomeOf(entry.event));
  item.tooltip = explain(entry, sentence);
  item.accessibilityInformation = { label: `${sentence}, ${time}` };
  return item;
}

function iconOf(outcome: Outcome): vscode.ThemeIcon {
  if (outcome === 'allowed') return new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
  if (outcome === 'recorded') return new vscode.ThemeIcon('circle-small');
  return new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
}

/** Everything that the line says and the sentence leaves out. */
function explain({ sequence, time, event }: AuditEntry, sentence: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString(`${plain(sentence)}\n\n| | |\n|---|---|\n`);
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t('Line'), String(sequence)],
    [t('Time'), new Date(time).toISOString()],
    [t('Workspace'), event.workspace],
    [t('Mode'), event.mode],
    [t('Run'), event.run],
    [t('Grant'), event.grant],
    [t('Request as approved'), event.request_s256?.slice(0, 16)],
  ];
  for (const [label, value] of rows) {
    if (value !== undefined) text.appendMarkdown(`| ${plain(label)} | ${plain(value)} |\n`);
  }
  return text;
}

/** The time of day, with the day where that is another one. */
function timeText(time: number): string {
  const at = new Date(time);
  const clock = at.toLocaleTimeString(vscode.env.language);
  return at.toDateString() === new Date().toDateString()
    ? clock
    : `${at.toLocaleDateString(vscode.env.language)} ${clock}`;
}
