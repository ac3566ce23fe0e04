import * as vscode from 'vscode';
import type { AskedRequest, Question } from '../../broker/protocol/approvals.ts';
import type { Request } from '../../core/requests/manifest.ts';
import { shellIn } from '../terminals/sandboxed-shell.ts';

const { t } = vscode.l10n;

/** Who asks, for what, and where it goes: one sentence. */
export function titleOf(question: Question): string {
  const { agent, requests } = question;
  const who = runnerOf(question);
  const names = requests.map(({ name }) => name).join(', ');
  const hosts = [...new Set(requests.flatMap(({ request }) => request.call.map(({ host }) => shortHost(host))))];
  const where = hosts.length === 0 ? t('no host') : hosts.join(', ');
  return agent === undefined
    ? t('“{0}” asks for {1}, to be sent to {2}.', who, names, where)
    : t('{0} runs “{1}”, which asks for {2}, to be sent to {3}.', agent, who, names, where);
}

/** What runs, in a few words: the task, or the command with its program's name alone. */
export function runnerOf({ task, command: [program = '', ...args] }: Question): string {
  if (task !== undefined) return task;
  const shell = shellIn([program, ...args]);
  if (shell !== undefined) return t('terminal ({0})', shell);
  const text = [program.split(/[\\/]/).at(-1), ...args].join(' ');
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** The title and what a person must know before they say yes: a few sentences, for a notification. */
export function summaryOf(question: Question): string {
  const { requests, mode } = question;
  const [only] = requests;
  const details =
    only && requests.length === 1
      ? [t('For: {0}.', endless(only.request.purpose)), `${callsOf(only.request)}, ${timeOf(only.request)}.`]
      : [];
  return [titleOf(question), ...details, visibilityOf(requests), modeText(mode), ...changesOf(requests)].join(' ');
}

/** What a row of the view says of the run itself, each with its name. */
export function factsOf({ command, workspace, mode, requests }: Question): readonly (readonly [string, string])[] {
  return [
    [t('command'), command.join(' ')],
    [t('in'), workspace],
    [t('held'), modeText(mode)],
    [t('a yes holds'), lastingText(requests)],
  ];
}

/** How long a yes lasts. */
export function lastingText(requests: readonly AskedRequest[]): string {
  if (requests.some(({ lasting }) => lasting === 'run')) return t('for this run');
  return requests.every(({ lasting }) => lasting === 'expiry') ? t('until the request ends') : t('for this session');
}

export function modeText(mode: Question['mode']): string {
  return mode === 'enforced'
    ? t('Enforced: the system holds it to what it may read and call.')
    : t('Proxy-only: the guard watches its calls, and nothing holds what it reads.');
}

function visibilityOf(requests: readonly AskedRequest[]): string {
  const seen = requests.flatMap(({ name, request: { delivery } }) =>
    delivery.mode === 'env' || delivery.mode === 'fd' ? [name] : [],
  );
  if (seen.length === 0) return t('It never sees the value.');
  return requests.length === 1 ? t('It sees the value.') : t('It sees the value of {0}.', seen.join(', '));
}

function callsOf({ call }: Request): string {
  const [first, ...others] = call;
  if (!first) return t('No calls');
  const methods = first.methods?.join(', ') ?? t('any method');
  const paths = first.paths?.join(', ') ?? t('any path');
  const text = `${methods} ${shortHost(first.host)} ${paths}`;
  return others.length === 0 ? text : t('{0} and {1} more', text, others.length);
}

function timeOf({ max_ttl: time, max_uses: uses }: Request): string {
  return uses === undefined ? t('for {0} at most', time) : t('for {0} and {1} calls at most', time, uses);
}

/** In the words of the terms, as they were and as they are. */
function changesOf(requests: readonly AskedRequest[]): readonly string[] {
  const changes = requests.flatMap((one) => one.changes);
  return changes.length === 0 ? [] : [t('It changed since it was approved: {0}.', changes.join('; '))];
}

function shortHost(host: string): string {
  return host.replace(/:443$/, '');
}

function endless(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
