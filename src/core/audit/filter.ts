import type { AuditEvent } from './event.ts';

/** What to show of the log. A field that is absent lets everything through. */
export interface AuditFilter {
  readonly request?: string;
  /** A part of the coding agent's name, in any case. */
  readonly agent?: string;
  readonly task?: string;
  readonly run?: string;
  readonly outcome?: Outcome;
}

/** `recorded` is what neither lets through nor refuses: a run began, a grant came to its end. */
export type Outcome = 'allowed' | 'refused' | 'recorded';

export const outcomes: readonly Outcome[] = ['allowed', 'refused', 'recorded'];

export function outcomeOf(event: AuditEvent): Outcome {
  if (event.type === 'call') return event.decision;
  if (event.type === 'denied-file-made') return event.outcome === 'hidden' ? 'refused' : 'allowed';
  if (event.type === 'provider-called' && event.outcome === 'failed') return 'refused';
  return usual[event.type] ?? 'recorded';
}

const usual: { readonly [Type in AuditEvent['type']]?: Outcome } = {
  approved: 'allowed',
  'grant-issued': 'allowed',
  'grant-denied': 'refused',
  'connection-opened': 'allowed',
  'connection-refused': 'refused',
  'caller-refused': 'refused',
  'file-refused': 'refused',
  'process-refused': 'refused',
  'leak-found': 'refused',
  'log-damaged': 'refused',
};

export function fits(event: AuditEvent, { request, agent, task, run, outcome }: AuditFilter): boolean {
  if (request !== undefined && event.request !== request) return false;
  if (task !== undefined && event.task !== task) return false;
  if (run !== undefined && event.run !== run) return false;
  if (outcome !== undefined && outcomeOf(event) !== outcome) return false;
  return agent === undefined || (event.agent ?? '').toLowerCase().includes(agent.toLowerCase());
}
