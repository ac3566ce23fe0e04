import type { AuditEvent } from '../../core/audit/event.ts';
import type { AuditLog } from '../audit/audit-log.ts';

/** An audit log whose refusals the person who runs the task is told of as well. */
export interface ToldRefusals extends Disposable {
  readonly audit: Pick<AuditLog, 'append'>;
}

/** Lines that are told while the task runs: one that tries everything must not bury what it prints. */
const mostTold = 8;
/** Besides, of those who are none of the task's own: no task may drown them. */
const mostStrangers = 3;

/** Each kind of refusal is told once, when it first happens; at the end, how many there were where that is more. */
export function tellRefusals(audit: Pick<AuditLog, 'append'>, say: (text: string) => void): ToldRefusals {
  const told = { task: new Set<string>(), strangers: new Set<string>() };
  let count = 0;
  const tell = (event: AuditEvent): void => {
    const text = textOf(event);
    if (text === undefined) return;
    const isStranger = event.type === 'caller-refused';
    if (!isStranger) count++;
    const lines = isStranger ? told.strangers : told.task;
    if (lines.size >= (isStranger ? mostStrangers : mostTold) || lines.has(text)) return;
    lines.add(text);
    say(text);
  };
  return {
    audit: {
      append(event) {
        tell(event);
        return audit.append(event);
      },
    },
    [Symbol.dispose]() {
      if (count > told.task.size) say(`${count} calls were refused in all: valet-key audit tells of each`);
    },
  };
}

/** Where and why, without the path: of a thousand calls to one place the same is told. */
function textOf(event: AuditEvent): string | undefined {
  if (event.type === 'connection-refused') return `refused: a connection to ${event.host} (${event.reason})`;
  if (event.type === 'caller-refused') {
    const { program = 'a program', pid } = event;
    const process = pid === undefined ? '' : ` (process ${pid})`;
    return `refused: a call by ${program}${process}, which was not started in this run (caller-not-of-run)`;
  }
  if (event.type !== 'call' || event.decision !== 'refused') return undefined;
  const { method, host, request, reason = '' } = event;
  return `refused: ${method} ${host}${request === undefined ? '' : ` under ${request}`} (${reason})`;
}
