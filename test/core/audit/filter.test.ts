import assert from 'node:assert/strict';
import type { AuditEvent } from '../../../src/core/audit/event.ts';
import { fits, outcomeOf } from '../../../src/core/audit/filter.ts';
import type { AuditFilter, Outcome } from '../../../src/core/audit/filter.ts';
import { events } from './samples.ts';

describe('what came of an event', () => {
  const failed = { type: 'provider-called', provider: 'vault', operation: 'issue', outcome: 'failed' } as const;
  const rows: readonly (readonly [string, (event: AuditEvent) => boolean, Outcome])[] = [
    ['an allowed call', (event) => event.type === 'call' && event.decision === 'allowed', 'allowed'],
    ['a refused call', (event) => event.type === 'call' && event.decision === 'refused', 'refused'],
    ['an approval', ({ type }) => type === 'approved', 'allowed'],
    ['a grant', ({ type }) => type === 'grant-issued', 'allowed'],
    ['a denied grant', ({ type }) => type === 'grant-denied', 'refused'],
    ['a refused connection', ({ type }) => type === 'connection-refused', 'refused'],
    ['a refused file', ({ type }) => type === 'file-refused', 'refused'],
    [
      'a denied file that was hidden',
      (event) => event.type === 'denied-file-made' && event.outcome === 'hidden',
      'refused',
    ],
    [
      'a denied file that can be read',
      (event) => event.type === 'denied-file-made' && event.outcome === 'readable',
      'allowed',
    ],
    ['a leak', ({ type }) => type === 'leak-found', 'refused'],
    ['a provider that answered', ({ type }) => type === 'provider-called', 'recorded'],
    ['the start of a run', ({ type }) => type === 'run-started', 'recorded'],
    ['a revocation', ({ type }) => type === 'grant-revoked', 'recorded'],
  ];
  for (const [name, is, outcome] of rows) {
    it(`of ${name} is ${outcome}`, () => assert.equal(outcomeOf(events.find(is) ?? assert.fail()), outcome));
  }

  it('of a provider that failed is refused', () => {
    assert.equal(outcomeOf({ run: 'r', workspace: '/w', ...failed }), 'refused');
  });
});

describe('a filter of the log', () => {
  const event: AuditEvent = {
    type: 'grant-denied',
    reason: 'declined',
    run: 'r',
    workspace: '/w',
    task: 'sync',
    request: 'stripe',
    agent: 'Claude Code',
  };
  const rows: readonly (readonly [AuditFilter, boolean])[] = [
    [{}, true],
    [{ request: 'stripe' }, true],
    [{ request: 'stri' }, false],
    [{ agent: 'claude' }, true],
    [{ agent: 'codex' }, false],
    [{ task: 'sync' }, true],
    [{ run: 'other' }, false],
    [{ outcome: 'refused' }, true],
    [{ outcome: 'allowed', request: 'stripe' }, false],
  ];
  for (const [filter, expected] of rows) {
    it(`${JSON.stringify(filter)} ${expected ? 'lets it through' : 'leaves it out'}`, () =>
      assert.equal(fits(event, filter), expected));
  }
});
