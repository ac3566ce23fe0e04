import type { CallRule, Request, Task } from '../../core/requests/manifest.ts';
import type { Paint } from '../colours.ts';
import { printable } from '../printable.ts';
import type { Missing, RequestAccount } from './account.ts';

/** A request for people: a block of named lines. */
export function accountText(account: RequestAccount, paint: Paint): string {
  const { name, purpose, subject, actions, source, missing } = account;
  const rows: readonly (readonly [label: string, lines: readonly string[]])[] = [
    ['asks', [actions.length === 0 ? subject : `${subject}, for ${actions.join(', ')}`]],
    [
      'kept',
      [source.provider === 'vault' ? `in the vault, as "${source.ref}"` : `by ${source.provider}, as "${source.ref}"`],
    ],
    ['read', readers(account)],
    ['sent', account.call.length === 0 ? ['nowhere'] : account.call.map(callText)],
    ['approved', [`${approvals[account.approval]}; a grant lives ${account.max_ttl} at most${untilText(account)}`]],
    ['revoked', [revokeText(account)]],
    ['missing', missing.map((one) => paint('yellow', missingText(one, name)))],
  ];
  const head = `${paint('bold', printable(name))}  ${printable(purpose)}\n`;
  return (
    head +
    rows.flatMap(([label, lines]) => lines.map((line, at) => rowText(at === 0 ? label : '', line, paint))).join('')
  );
}

function rowText(label: string, line: string, paint: Paint): string {
  return `  ${paint('dim', label.padEnd('approved'.length))}  ${line}\n`;
}

const approvals: Readonly<Record<Request['approval'], string>> = {
  'every-run': 'by a person, before every run',
  'once-per-session': 'by a person, once a session',
  'until-expiry': 'by a person, once',
};

function untilText({ expires_at }: RequestAccount): string {
  return expires_at === null ? '' : `, and none after ${expires_at}`;
}

function readers({ delivery, visible, tasks }: RequestAccount): readonly string[] {
  const variable = delivery.env ?? 'no variable';
  const how = visible
    ? `visible to the task, in ${variable}`
    : `never by the task: ${variable} holds a placeholder, and the guard puts the value on allowed calls`;
  if (tasks.length === 0) return [how, 'by any command that is run with all requests'];
  return [how, ...tasks.map(({ name, read }) => `by the task "${name}"${readText(read)}`)];
}

function readText(read: Task['read'] | null): string {
  const files = read?.files ?? ['.'];
  const denied = read?.deny_files ?? [];
  const besides = denied.length === 0 ? '' : ` without ${denied.map(printable).join(', ')}`;
  return `, which may read ${files.map(printable).join(', ')}${besides}`;
}

function callText({ host, methods, paths }: CallRule): string {
  const narrowed = [methods?.join(', '), paths?.map(printable).join(', ')].filter((part) => part !== undefined);
  return [`to ${printable(host)}`, ...narrowed].join(' ');
}

function revokeText({ name, revoke }: RequestAccount): string {
  const forGood = revoke ? `at ${revoke}` : 'where it was issued';
  return `at the end of every run; at once: valet-key revoke ${name}; for good ${forGood}`;
}

function missingText(missing: Missing, name: string): string {
  if (missing.type === 'value') return `its value: valet-key vault put ${missing.ref}`;
  if (missing.type === 'variable') return 'a variable: add "env" to its delivery';
  if (missing.type === 'expired') return `time: it expired on ${missing.since}`;
  const files = missing.files.map(printable).join(', ');
  return `rotation: a ${missing.title} was in ${files}; revoke it, then: valet-key requests --rotated ${name}`;
}
