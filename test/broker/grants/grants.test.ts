import assert from 'node:assert/strict';
import type { AuditEvent } from '../../../src/core/audit/event.ts';
import { readPolicy } from '../../../src/core/policy/organisation.ts';
import { issueGrant } from '../../../src/broker/grants/grants.ts';
import type { Issuing } from '../../../src/broker/grants/grants.ts';
import { request as sample } from '../../core/requests/samples.ts';
import { storeOf } from '../asking.ts';

const now = Date.UTC(2026, 10, 25, 12);
const hour = 3_600_000;

describe('a grant', () => {
  for (const [fact, asked, policy, expected] of [
    ['as long as its request asks for', { max_ttl: '8h' }, {}, now + 8 * hour],
    ['no longer than the organisation allows', { max_ttl: '8h' }, { max_ttl: '1h' }, now + hour],
    ['no longer than its request, whatever the organisation allows', { max_ttl: '1h' }, { max_ttl: '8h' }, now + hour],
    ['no longer than the request itself', { max_ttl: '30d', expires_at: '2026-11-25' }, {}, Date.UTC(2026, 10, 26) - 1],
  ] as const) {
    it(`lives ${fact}, and the log says so`, async () => {
      const events: AuditEvent[] = [];
      const append = async (event: AuditEvent) => void events.push(event);
      const world = {
        env: {},
        store: storeOf({}),
        now: () => now,
        say: () => undefined,
        policy: readPolicy({ version: 1, ...policy }) ?? assert.fail(),
        audit: { append, appendDurably: append },
      };
      const approved = {
        name: 'acme',
        request: { ...sample, expires_at: undefined, ...asked },
        request_s256: 'a',
        by: 'terminal',
      };
      const issuing = { world, will: { hold: () => () => undefined }, about: { run: 'r', workspace: '/srv/app' } };
      const { grant } = await issueGrant(approved as never, issuing as unknown as Issuing);
      assert.equal(grant.expiresAt, expected);
      assert.deepEqual(
        events.map((event) => [event.type, 'expires_at' in event && event.expires_at]),
        [['grant-issued', expected]],
      );
    });
  }
});
