import type { Missing, RequestAccount } from './account.ts';
import type { CallRule, Manifest, Request, Task } from './manifest.ts';

/** One question that a reviewer has, and its answers, a line each. */
export interface AccountRow {
  readonly question: AccountQuestion;
  readonly lines: readonly string[];
}

export type AccountQuestion =
  'asks' | 'kept' | 'read' | 'write' | 'sent' | 'approved' | 'revoked' | 'missing' | 'runs' | 'uses';

/** A request, for people: every question that has an answer. The lines may hold what anybody wrote into a manifest. */
export function accountRows(account: RequestAccount): readonly AccountRow[] {
  const { subject, actions, source, call, missing } = account;
  const rows: readonly AccountRow[] = [
    { question: 'asks', lines: [actions.length === 0 ? subject : `${subject}, for ${actions.join(', ')}`] },
    {
      question: 'kept',
      lines: [
        source.provider === 'vault' ? `in the vault, as "${source.ref}"` : `by ${source.provider}, as "${source.ref}"`,
      ],
    },
    { question: 'read', lines: readers(account) },
    { question: 'sent', lines: call.length === 0 ? ['nowhere'] : call.map(callText) },
    { question: 'approved', lines: approvalLines(account) },
    { question: 'revoked', lines: [revokeText(account)] },
    { question: 'missing', lines: missing.map((one) => missingText(one, account)) },
  ];
  return rows.filter(({ lines }) => lines.length > 0);
}

/** A task: what it runs, and its own two control sets. */
export function taskRows(name: string, { tasks = {}, requests }: Manifest): readonly AccountRow[] {
  const task = tasks[name];
  if (!task) throw new TypeError('the task was looked up before');
  const { command, uses, read, write = [], call = [] } = task;
  const unknown = uses.filter((request) => !Object.hasOwn(requests, request));
  const rows: readonly AccountRow[] = [
    { question: 'runs', lines: [command.join(' ')] },
    { question: 'read', lines: [filesText(read), ...(read?.env ? [`of its environment ${read.env.join(', ')}`] : [])] },
    { question: 'write', lines: [write.length === 0 ? 'nothing' : write.join(', ')] },
    { question: 'sent', lines: taskCalls(call, uses) },
    { question: 'uses', lines: uses },
    {
      question: 'missing',
      lines: unknown.map((request) => `the request "${request}": valet-key.json has none of this name`),
    },
  ];
  return rows.filter(({ lines }) => lines.length > 0);
}

const approvals: Readonly<Record<Request['approval'], string>> = {
  'every-run': 'by a person, before every run',
  'once-per-session': 'by a person, once a session',
  'until-expiry': 'by a person, once',
};

function approvalLines({ approval, max_ttl, expires_at, approved }: RequestAccount): readonly string[] {
  const until = expires_at === null ? '' : `, and none after ${expires_at}`;
  const rule = `${approvals[approval]}; a grant lives ${max_ttl} at most${until}`;
  if (approved === null) return [rule];
  const { by, lasts, at, current } = approved;
  const who =
    { terminal: 'at the terminal', editor: 'in the editor', policy: 'by the policy' }[by as string] ?? `by ${by}`;
  const changed = current ? '' : '; it changed since, so the next run asks again';
  return [rule, `last ${who} on ${new Date(at).toISOString().slice(0, 10)}, ${lasts}${changed}`];
}

function readers({ delivery, visible, tasks }: RequestAccount): readonly string[] {
  const variable = delivery.env ?? 'no variable';
  const how = visible
    ? `visible to the task, in ${variable}`
    : `never by the task: ${variable} holds a placeholder, and the guard puts the value on allowed calls`;
  if (tasks.length === 0) return [how, 'by any command that is run with all requests'];
  return [how, ...tasks.map(({ name, read }) => `by the task "${name}", which may read ${filesText(read)}`)];
}

function filesText(read: Task['read'] | null): string {
  const denied = read?.deny_files ?? [];
  const files = (read?.files ?? ['.']).map((file) => (file === '.' ? 'the folder of valet-key.json' : file));
  return `${files.join(', ')}${denied.length === 0 ? '' : ` without ${denied.join(', ')}`}`;
}

/** Its own rules come without a credential, those of its requests with theirs. */
function taskCalls(call: readonly CallRule[], uses: readonly string[]): readonly string[] {
  const own = call.map((rule) => `${callText(rule)}, without a credential`);
  return uses.length === 0 ? own : [...own, `what ${uses.join(', ')} may be sent to`];
}

function callText({ host, methods, paths }: CallRule): string {
  const narrowed = [methods?.join(', '), paths?.join(', ')].filter((part) => part !== undefined);
  return [`to ${host}`, ...narrowed].join(' ');
}

function revokeText({ name, revoke }: RequestAccount): string {
  const forGood = revoke ? `at ${revoke}` : 'where it was issued';
  return `at the end of every run; at once: valet-key revoke ${name}; for good ${forGood}`;
}

function missingText(missing: Missing, { name, source }: RequestAccount): string {
  if (missing.type === 'value') return `its value: valet-key vault put ${missing.ref}`;
  if (missing.type === 'variable') return 'a variable: add "env" to its delivery';
  if (missing.type === 'expired') return `time: it expired on ${missing.since}`;
  const files = missing.files.join(', ');
  const renew = source.provider === 'vault' ? `valet-key vault put ${source.ref} --replace, or ` : '';
  return `rotation: a ${missing.title} was in ${files}; revoke it, then: ${renew}valet-key requests --rotated ${name}`;
}
