import { isPlain } from '../policy/plain.ts';
import type { RequestAccount } from './account.ts';
import { missingAnswer, remarkAnswer } from './account-lacks.ts';
import { listed, plainAnswer, prose, quoted, says } from './answer.ts';
import type { Answer } from './answer.ts';
import { usedAnswers } from './used.ts';
import type { CallRule, Delivery, Manifest, Request, Task } from './manifest.ts';

/** One question that a reviewer has, and its answers, a line each. */
export interface AccountRow {
  readonly question: AccountQuestion;
  readonly lines: readonly Answer[];
}

export type AccountQuestion =
  | 'asks'
  | 'kept'
  | 'read'
  | 'write'
  | 'sent'
  | 'approved'
  | 'used'
  | 'revoked'
  | 'missing'
  | 'remarks'
  | 'runs'
  | 'uses';

/** A request, for people: every question that has an answer. The lines may hold what anybody wrote into a manifest. */
export function accountRows(account: RequestAccount): readonly AccountRow[] {
  const { subject, actions, source, delivery, call, missing, remarks } = account;
  const rows: readonly AccountRow[] = [
    {
      question: 'asks',
      lines: [actions.length === 0 ? says`${subject}` : says`${subject}, for ${listed(actions)}`],
    },
    {
      question: 'kept',
      lines: [
        source.provider === 'vault'
          ? says`in the vault, as ${quoted(source.ref)}`
          : says`by ${source.provider}, as ${quoted(source.ref)}`,
      ],
    },
    { question: 'read', lines: readers(account) },
    {
      question: 'sent',
      lines: call.length === 0 ? [prose('nowhere')] : call.map((rule) => callAnswer(rule, delivery)),
    },
    { question: 'approved', lines: approvalLines(account) },
    { question: 'used', lines: usedAnswers(account.used) },
    { question: 'revoked', lines: [revokeAnswer(account)] },
    { question: 'missing', lines: missing.map((one) => missingAnswer(one, account)) },
    { question: 'remarks', lines: remarks.map(remarkAnswer) },
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
    { question: 'runs', lines: [says`${command.join(' ')}`] },
    {
      question: 'read',
      lines: [filesAnswer(read), ...(read?.env ? [says`of its environment ${listed(read.env)}`] : [])],
    },
    { question: 'write', lines: [write.length === 0 ? prose('nothing') : listed(write)] },
    { question: 'sent', lines: taskCalls(call, uses) },
    { question: 'uses', lines: uses.map((request) => says`${request}`) },
    {
      question: 'missing',
      lines: unknown.map((request) => says`the request ${quoted(request)}: valet-key.json has none of this name`),
    },
  ];
  return rows.filter(({ lines }) => lines.length > 0);
}

/** A row in one line, where there is no room for more. */
export function rowText({ lines }: AccountRow): string {
  return lines.map(plainAnswer).join('; ');
}

const approvals: Readonly<Record<Request['approval'], string>> = {
  'every-run': 'by a person, before every run',
  'once-per-session': 'by a person, once a session',
  'until-expiry': 'by a person, once',
};

function approvalLines({ approval, max_ttl, expires_at, approved }: RequestAccount): readonly Answer[] {
  const until = expires_at === null ? '' : `, and none after ${expires_at}`;
  const rule = prose(`${approvals[approval]}; a grant lives ${max_ttl} at most${until}`);
  if (approved === null) return [rule];
  const { by, lasts, at, current } = approved;
  const who =
    { terminal: 'at the terminal', editor: 'in the editor', policy: 'by the policy' }[by as string] ?? `by ${by}`;
  const changed = current ? '' : '; it changed since, so the next run asks again';
  return [rule, prose(`last ${who} on ${new Date(at).toISOString().slice(0, 10)}, ${lasts}${changed}`)];
}

function readers({ delivery, visible, tasks }: RequestAccount): readonly Answer[] {
  const variable = delivery.env === undefined ? prose('no variable') : says`${delivery.env}`;
  const how = visible
    ? says`visible to the task, in ${variable}`
    : says`never by the task: ${variable} holds a placeholder, and the guard puts the value on allowed calls`;
  if (tasks.length === 0) return [how, prose('by any command that is run with all requests')];
  return [
    how,
    ...tasks.map(({ name, read }) => says`by the task ${quoted(name)}, which may read ${filesAnswer(read)}`),
  ];
}

function filesAnswer(read: Task['read'] | null): Answer {
  const denied = read?.deny_files ?? [];
  const files = (read?.files ?? ['.']).map((file) =>
    file === '.' ? prose('the folder of valet-key.json') : says`${file}`,
  );
  const allowed = files.flatMap((file, at) => (at === 0 ? file : [', ', ...file]));
  return denied.length === 0 ? allowed : says`${allowed} without ${listed(denied)}`;
}

/** Its own rules come without a credential, those of its requests with theirs. */
function taskCalls(call: readonly CallRule[], uses: readonly string[]): readonly Answer[] {
  const own = call.map((rule) => says`${callAnswer(rule)}, without a credential`);
  return uses.length === 0 ? own : [...own, says`what ${listed(uses)} may be sent to`];
}

function callAnswer(rule: CallRule, delivery?: Delivery): Answer {
  const { host, methods, paths } = rule;
  if (isPlain(rule, delivery)) return says`any connection to ${host}`;
  const narrowed = [methods, paths].flatMap((part) => (part ? [' ', ...listed(part)] : []));
  return says`to ${host}${narrowed}`;
}

function revokeAnswer({ name, revoke }: RequestAccount): Answer {
  const forGood = revoke === null ? 'where it was issued' : `at ${revoke}`;
  return says`at the end of every run; at once: ${`valet-key revoke ${name}`}; for good ${prose(forGood)}`;
}
