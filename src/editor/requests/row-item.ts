import * as vscode from 'vscode';
import type { Request } from '../../core/requests/manifest.ts';
import { services } from '../../core/services/catalogue.ts';
import type { Service } from '../../core/services/service.ts';
import { commands } from '../commands.ts';
import { kindFacts } from '../../core/kinds.ts';
import { capital, plain } from '../words.ts';
import { manifestName } from './manifests.ts';
import {
  idOf,
  reminders,
  type BrokenRow,
  type FolderRow,
  type ReminderRow,
  type RequestRow,
  type Row,
} from './rows.ts';

const { t } = vscode.l10n;

/** How a row of the Requests view looks. */
export function itemOf(row: Row): vscode.TreeItem {
  const item = looks(row);
  item.id = idOf(row);
  item.contextValue = row.type;
  return item;
}

function looks(row: Row): vscode.TreeItem {
  if (row.type === 'folder') return folderItem(row);
  if (row.type === 'broken') return brokenItem(row);
  return row.type === 'request' ? requestItem(row) : reminderItem(row);
}

function folderItem({ manifest }: FolderRow): vscode.TreeItem {
  const item = new vscode.TreeItem(manifest.folder.name, vscode.TreeItemCollapsibleState.Expanded);
  item.iconPath = new vscode.ThemeIcon('root-folder');
  item.tooltip = manifest.uri.fsPath;
  return item;
}

function brokenItem(row: BrokenRow): vscode.TreeItem {
  const item = new vscode.TreeItem(t('{0} cannot be used', manifestName));
  const [{ line, message }] = row.problems;
  item.description = t('line {0}: {1}', line, message);
  item.tooltip = row.problems.map((problem) => t('line {0}: {1}', problem.line, problem.message)).join('\n');
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'));
  item.command = showing(row);
  return item;
}

function requestItem(row: RequestRow): vscode.TreeItem {
  const { name, request, manifest } = row;
  const leaked = reminders(manifest).filter((reminder) => reminder.request === name).length;
  const state = leaked > 0 ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None;
  const item = new vscode.TreeItem(name, state);
  const expired = isExpired(request);
  const variable = request.delivery.env;
  item.description = [
    ...(expired ? [t('expired {0}', request.expires_at ?? '')] : []),
    ...(variable === undefined ? [] : [variable]),
    hostsOf(request),
  ].join(' · ');
  item.tooltip = explain(row);
  item.iconPath = expired
    ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'))
    : new vscode.ThemeIcon('key');
  item.command = showing(row);
  return item;
}

function reminderItem(row: ReminderRow): vscode.TreeItem {
  const { title } = kindFacts(row.kind);
  const item = new vscode.TreeItem(t('Rotate the leaked {0}', title));
  const [first = '', ...others] = row.files;
  item.description = others.length === 0 ? first : t('{0} and {1} more', first, others.length);
  item.tooltip = new vscode.MarkdownString(
    [
      t('It was in a file, so whoever could read that file may have it:'),
      ...row.files.map((file) => `- ${plain(file)}`),
      '',
      t('Have it revoked and issued anew, then confirm here that the old value no longer works.'),
    ].join('\n'),
  );
  item.iconPath = new vscode.ThemeIcon('sync', new vscode.ThemeColor('problemsWarningIcon.foreground'));
  item.command = showing(row);
  return item;
}

function showing(row: Row): vscode.Command {
  return { title: t('Show'), command: commands.openRequest, arguments: [row] };
}

function hostsOf({ call }: Request): string {
  const [first, ...others] = call.map(({ host }) => host.replace(/:443$/, ''));
  if (first === undefined) return t('no hosts');
  return others.length === 0 ? first : t('{0} and {1} more', first, others.length);
}

/** Everything the request asks for, as a table that a reviewer can read. */
function explain({ name, request, manifest }: RequestRow): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const actions = request.authorization_details.flatMap((detail) => detail.actions ?? []);
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t('Service'), serviceOf(request)?.title],
    [t('Asked for by'), request.subject],
    [t('Actions'), actions.join(', ')],
    [t('Hosts'), request.call.map(({ host }) => host).join(', ')],
    [t('Variable'), request.delivery.env],
    [t('Delivery'), request.delivery.mode],
    [t('Value from'), `${request.source.provider}: ${request.source.ref}`],
    [t('Granted for'), request.max_ttl],
    [t('Approval'), request.approval],
    [t('Expires'), request.expires_at],
    [t('Folder'), (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? manifest.folder.name : undefined],
  ];
  text.appendMarkdown(`**${plain(name)}** — ${plain(capital(request.purpose))}\n\n| | |\n|---|---|\n`);
  for (const [label, value] of rows) {
    if (value !== undefined && value !== '') text.appendMarkdown(`| ${plain(label)} | ${plain(value)} |\n`);
  }
  return text;
}

/** The service that the request may call, else the one that issued what it replaced. */
function serviceOf({ call, replaces = [] }: Request): Service | undefined {
  const names = new Set(call.map(({ host }) => host.replace(/:\d+$/, '')));
  const [kind] = replaces;
  const issuer = kind && kindFacts(kind.kind).service;
  return issuer ?? services.find(({ hosts }) => hosts.some((host) => names.has(host.replace(/:\d+$/, ''))));
}

function isExpired({ expires_at: end }: Request): boolean {
  return end !== undefined && new Date(`${end}T23:59:59`).getTime() < Date.now();
}
