import { createHash } from 'node:crypto';
import { emptyTail, link } from '../../../src/core/audit/chain.ts';
import type { Tail } from '../../../src/core/audit/chain.ts';
import type { AuditEvent, Happening } from '../../../src/core/audit/event.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const about = {
  run: 'run-1',
  workspace: '/srv/app',
  task: 'sync-charges',
  subject: 'task:sync-charges',
  request: 'stripe-readonly',
  request_s256: 'a'.repeat(64),
  grant: 'grant-1',
  mode: 'proxy-only',
} as const;

export const happenings: readonly Happening[] = [
  { type: 'run-started', program: 'node' },
  { type: 'approved', by: 'terminal', lasts: 'for this session' },
  { type: 'grant-issued', delivery: 'header', by: 'terminal', expires_at: 1_800_000_000_000, uses: 5 },
  { type: 'provider-called', provider: 'vault', operation: 'issue', outcome: 'done' },
  { type: 'call', host: 'api.stripe.com:443', method: 'GET', path: '/v1/charges', decision: 'allowed' },
  {
    type: 'call',
    host: 'evil.example:8443',
    method: 'POST',
    path: '/',
    decision: 'refused',
    reason: 'host-not-in-call-set',
  },
  { type: 'connection-opened', host: 'db.internal:5432' },
  { type: 'connection-refused', host: '[::1]:22', reason: 'host-not-in-call-set' },
  { type: 'leak-found', where: 'response', host: 'api.stripe.com:443' },
  { type: 'leak-found', where: 'output' },
  { type: 'log-damaged', signed: 12 },
  { type: 'file-refused', operation: 'read', path: 'deep/.env', count: 1 },
  { type: 'file-refused', operation: 'write', path: '~/.ssh/config', count: 12, more: 3, uncounted: true },
  { type: 'connection-refused', host: '192.0.2.1:80', reason: 'outside-of-sandbox', count: 3, more: 2 },
  { type: 'caller-refused', host: 'evil.example:443', pid: 4321, program: 'curl' },
  { type: 'caller-refused' },
  { type: 'process-refused', operation: 'trace', pid: 4321, count: 1 },
  { type: 'process-refused', operation: 'signal', pid: 4321, count: 2 },
  { type: 'process-refused', operation: 'memory', pid: 4321, count: 1 },
  { type: 'denied-file-made', path: '.env', outcome: 'hidden' },
  { type: 'denied-file-made', path: '.env', outcome: 'readable', more: 7 },
  { type: 'grant-denied', reason: 'not-approved' },
  { type: 'grant-expired' },
  { type: 'grant-revoked', by: 'person' },
  { type: 'run-ended', status: 0 },
];

export const events: readonly AuditEvent[] = happenings.map((happening) => ({ ...about, ...happening }));

/** A whole log of these events, one second apart. */
export function logOf(all: readonly AuditEvent[] = events): { lines: string[]; tail: Tail } {
  let tail = emptyTail;
  const lines = all.map((event, index) => {
    const linked = link(event, tail, { time: 1_790_000_000_000 + index * 1000, sha256 });
    tail = linked.tail;
    return linked.line;
  });
  return { lines, tail };
}
