import type { ReadLine } from './chain.ts';
import { outcomeOf } from './filter.ts';
import { sentenceOf } from './sentence.ts';

/** The columns that people sort and filter by, as in RFC 4180. The chain is not in them: they cannot be verified. */
export const csvHeader =
  'line,time,outcome,what,task,request,agent,subject,mode,host,method,path,reason,run,workspace\r\n';

export function csvRow({ record, sequence }: ReadLine): string {
  const event = record.unmapped;
  const { host, method, path, reason } = { ...event } as Readonly<Record<string, unknown>>;
  const cells = [
    sequence,
    new Date(record.time).toISOString(),
    outcomeOf(event),
    sentenceOf(event),
    event.task,
    event.request,
    event.agent,
    event.subject,
    event.mode,
    host,
    method,
    path,
    reason,
    event.run,
    event.workspace,
  ];
  return `${cells.map(cell).join(',')}\r\n`;
}

/** A table program takes what begins like this for a formula and runs it (OWASP, CSV injection): a quote prevents it. */
const formula = /^\s*[=+\-@\t\r]/;

function cell(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : '';
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
