import type { AuditEvent, Counted, Happening, ProcessOperation } from './event.ts';

/** One line for a person: "task sync-charges called api.stripe.com GET /v1/charges under stripe-readonly: allowed". */
export function sentenceOf(event: AuditEvent): string {
  return `${whoOf(event)} ${happened(event)}`;
}

function whoOf({ task, started, subject, agent }: AuditEvent): string {
  const asking = subject === undefined ? 'a command' : subject.replace(':', ' ');
  const plain = task === undefined ? asking : `task ${task}`;
  const who = started === undefined ? plain : `a ${started}${task === undefined ? '' : ` of task ${task}`}`;
  return agent === undefined ? who : `${who} (started by ${agent})`;
}

function happened(event: AuditEvent): string {
  const under = event.request === undefined ? '' : ` under ${event.request}`;
  const say: { readonly [Type in Happening['type']]: (event: Extract<AuditEvent, { type: Type }>) => string } = {
    'run-started': ({ program, mode }) => `started ${program}${mode === undefined ? '' : ` (${mode})`}`,
    'run-ended': ({ status }) => `ended with status ${status}`,
    approved: ({ by, lasts }) => `was approved by ${by}${under}, ${lasts}`,
    'approval-withdrawn': () => `is no longer approved${under}: withdrawn by a person`,
    'grant-issued': ({ delivery, expires_at }) =>
      `was granted ${event.request ?? 'a request'} by ${delivery} until ${timeOf(expires_at)}`,
    'grant-denied': ({ reason }) => `was denied ${event.request ?? 'a request'}: ${reason}`,
    'grant-expired': () => `reached the end of its grant${under}`,
    'grant-revoked': ({ by }) => `lost its grant${under}: revoked by ${by}`,
    'provider-called': ({ provider, operation, outcome, reason }) =>
      `${operation === 'issue' ? `asked ${provider} for its credential` : `gave its credential back to ${provider}`}${under}: ${outcome}${reason === undefined ? '' : ` (${reason})`}`,
    call: ({ host, method, path, decision, reason }) =>
      `called ${withoutUsualPort(host)} ${method} ${path}${under}: ${decision}${reason === undefined ? '' : ` (${reason})`}`,
    'connection-opened': ({ host }) => `connected to ${host}${under}: allowed`,
    'connection-refused': ({ host, reason, ...counted }) =>
      `tried to reach ${withoutUsualPort(host)}${others(counted)}${under}: refused (${reason})${times(counted)}`,
    'caller-refused': ({ host, pid, program }) =>
      `did not let ${program ?? 'a program'}${pid === undefined ? '' : ` (process ${pid})`}, which is none of its own, call ${host === undefined ? '' : `${withoutUsualPort(host)} `}by its guard: refused`,
    'file-refused': ({ operation, path, ...counted }) =>
      `tried to ${operation} ${path}${others(counted)}: refused${times(counted)}`,
    'process-refused': ({ operation, pid, ...counted }) =>
      `tried to ${onProcess[operation]} ${pid}${others(counted)}: refused${times(counted)}`,
    'denied-file-made': ({ path, outcome, more = 0 }) =>
      `${outcome === 'hidden' ? 'was kept from' : 'could read'} ${path}${more === 0 ? '' : ` and ${more} more`}, made during the run`,
    'log-damaged': ({ signed }) =>
      `found the audit log damaged: line ${signed} was signed, and does not stand there any more`,
    'leak-found': ({ where, host }) =>
      `met its own credential in ${where === 'output' ? 'its output' : `a response${host === undefined ? '' : ` of ${withoutUsualPort(host)}`}`}${under}: taken out`,
  };
  const sentence = say[event.type] as ((event: AuditEvent) => string) | undefined;
  return sentence?.(event) ?? `did ${event.type}`;
}

/** What a task tried on a process, before its number. */
export const onProcess: Readonly<Record<ProcessOperation, string>> = {
  environment: 'read the environment of process',
  inspect: 'look into process',
  memory: 'read the memory of process',
  signal: 'send a signal to process',
  trace: 'trace process',
};

function others({ more = 0 }: Partial<Counted>): string {
  return more === 0 ? '' : ` and ${more} more`;
}

function times({ count = 1, uncounted }: Partial<Counted>): string {
  return `${count > 1 ? ` (${count} times)` : ''}${uncounted === true ? ', and more often than can be counted' : ''}`;
}

function withoutUsualPort(host: string): string {
  return host.replace(/:443$/, '');
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
