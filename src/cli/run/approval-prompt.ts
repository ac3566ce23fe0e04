import type { Answer, AskedRequest, Question } from '../../broker/protocol/approvals.ts';
import { termsOf } from '../../core/requests/changes.ts';
import type { CliIo } from '../io.ts';
import { printable } from '../printable.ts';
import { askShown } from '../terminal.ts';

/** Asks whoever sits at the terminal. Everything shown comes from a file that anybody may have written. */
export async function askAtTerminal(question: Question, io: CliIo): Promise<Answer> {
  const given = await askShown(`${questionText(question)}\n${choiceText(question)} `, io);
  if (given === undefined) return { type: 'no', reason: 'nobody-to-ask' };
  const answer = given.trim().toLowerCase();
  if (answer === 'y' || answer === 'yes') return { type: 'yes', by: 'terminal', scope: 'command' };
  if (answer === 'a' || answer === 'any') return { type: 'yes', by: 'terminal', scope: 'any command' };
  return { type: 'no', reason: 'declined' };
}

export function questionText({ workspace, task, command, agent, mode, requests }: Question): string {
  const who = task === undefined ? 'a command' : `the task "${printable(task)}"`;
  const by = agent === undefined ? '' : `, started by ${printable(agent)},`;
  const count = requests.length === 1 ? 'a credential' : `${requests.length} credentials`;
  const rows = [
    ['command', command.map((word) => (/^[\w./:=@%+-]+$/.test(word) ? word : JSON.stringify(word))).join(' ')],
    ['in', workspace],
    ['held', mode === 'enforced' ? 'by the system (enforced)' : 'by the guard alone (proxy-only)'],
  ] as const;
  return [
    `valet-key: ${who}${by} asks for ${count}`,
    ...requests.map(requestText),
    rows.map(rowText).join('\n'),
    '',
  ].join('\n\n');
}

function requestText({ name, request, changes, approvedBefore }: AskedRequest): string {
  const lines = [`  ${name}: ${printable(request.purpose)}`, ...termsOf(request).map(rowText)];
  if (approvedBefore === undefined) return lines.join('\n');
  const day = new Date(approvedBefore).toISOString().slice(0, 10);
  const same = `the same as approved on ${day}, which was for another command or in another session, or is over`;
  const since = changes.length === 0 ? same : `changed since ${day}`;
  return [...lines, `    ${since}`, ...changes.map((change) => `      ${printable(change)}`)].join('\n');
}

function rowText([name, text]: readonly [string, string]): string {
  return `    ${name.padEnd(10)} ${printable(text)}`;
}

function choiceText({ requests }: Question): string {
  const lasting = requests.some((one) => one.lasting === 'run')
    ? 'this once'
    : requests.every((one) => one.lasting === 'expiry')
      ? 'until it ends'
      : 'for this session';
  return `Allow it ${lasting}? [y]es for this command, [a]ny command here, [N]o:`;
}
