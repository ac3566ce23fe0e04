import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastingOf, openApprovals } from '../../../src/broker/approve/approvals.ts';
import { approveAll, NotApproved } from '../../../src/broker/approve/approving.ts';
import type { Approving } from '../../../src/broker/approve/approving.ts';
import { readPolicyFile } from '../../../src/broker/approve/policy-file.ts';
import { BrokerError } from '../../../src/broker/protocol/faults.ts';
import type { Answer, Question } from '../../../src/broker/protocol/approvals.ts';
import type { AuditEvent } from '../../../src/core/audit/event.ts';
import { noPolicy } from '../../../src/core/policy/organisation.ts';
import type { Request } from '../../../src/core/requests/manifest.ts';
import { request as sample } from '../../core/requests/samples.ts';
import { scratch } from '../scratch.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 24);
const yes: Answer = { type: 'yes', by: 'terminal', scope: 'command' };
const request: Request = { ...sample, call: [{ host: 'api.acme.example:443', methods: ['GET'] }] };

describe('approval', () => {
  it('is asked for once, and holds for the same request, command, workspace and session', async () => {
    using desk = deskWith(yes);
    assert.deepEqual(await desk.approve(), ['terminal']);
    assert.deepEqual(await desk.approve(), ['earlier approval']);
    assert.equal(desk.asked.length, 1);
    assert.deepEqual(desk.told(), ['approved']);
  });

  for (const [fact, change] of [
    ['an edited request', { request: { ...request, max_ttl: '16m' } }],
    ['another command', { command: ['npm', 'run', 'other'] }],
    ['another workspace', { workspace: '/elsewhere' }],
    ['another session', { session: 'terminal-2' }],
    ['the next day', { now: now + day }],
  ] as const) {
    it(`is asked for again for ${fact}`, async () => {
      using desk = deskWith(yes);
      await desk.approve();
      assert.deepEqual(await desk.approve(change), ['terminal']);
      assert.equal(desk.asked.length, 2);
    });
  }

  it('for any command covers another one, and one given ahead another session', async () => {
    using desk = deskWith({ ...yes, scope: 'any command' });
    await desk.approve({ ahead: true });
    assert.deepEqual(await desk.approve({ command: ['other'], session: 'other' }), ['earlier approval']);
  });

  it('shows what changed since the last one', async () => {
    using desk = deskWith(yes);
    await desk.approve();
    await desk.approve({ request: { ...request, call: [{ host: 'evil.example:443' }], max_ttl: '8h' } });
    assert.deepEqual(desk.asked[0]?.requests[0]?.changes, []);
    assert.deepEqual(desk.asked[1]?.requests[0]?.changes, [
      'sent to: api.acme.example GET any path → evil.example any method any path',
      'at most: 15m, 500 calls → 8h, 500 calls',
    ]);
    assert.equal(desk.asked[1]?.requests[0]?.approvedBefore, now);
  });

  it('says of a connection that anything may go over it', async () => {
    using desk = deskWith(yes);
    const delivery = { mode: 'env', env: 'PGPASSWORD' } as const;
    await desk.approve({ request: { ...request, delivery } });
    await desk.approve({ request: { ...request, delivery, call: [{ host: 'db.internal:5432' }] } });
    assert.deepEqual(desk.asked[1]?.requests[0]?.changes, [
      'sent to: api.acme.example GET any path → db.internal:5432 any connection',
    ]);
  });

  it('is asked for before every run where the request says so', async () => {
    using desk = deskWith(yes);
    const each = { request: { ...request, approval: 'every-run' } } as const;
    assert.deepEqual([await desk.approve(each), await desk.approve(each)], [['terminal'], ['terminal']]);
  });

  for (const [fact, change, answer, reason] of [
    ['nobody answers', {}, { type: 'no', reason: 'nobody-to-ask' }, 'nobody-to-ask'],
    ['somebody says no', {}, { type: 'no', reason: 'declined' }, 'declined'],
    ['the request has ended', { request: { ...request, expires_at: '2026-11-23' } }, yes, 'expired'],
    ['the policy refuses', { policy: { approve: [], refuse: [{ request: 'acme' }] } }, yes, 'policy'],
  ] as const) {
    it(`is refused, and recorded, where ${fact}`, async () => {
      using desk = deskWith(answer);
      await assert.rejects(desk.approve(change), (error) => error instanceof NotApproved && error.reason === reason);
      assert.deepEqual(desk.told(), [`grant-denied ${reason}`]);
    });
  }

  it('comes from the policy without a question, but not for writing unless it says so', async () => {
    using desk = deskWith({ type: 'no', reason: 'nobody-to-ask' });
    const rule = { workspace: '/srv/**', request: 'ac*', hosts: ['api.acme.example:443'] };
    const policy = { approve: [rule], refuse: [] };
    assert.deepEqual(await desk.approve({ policy }), ['policy']);
    const writing = { ...request, call: [{ host: 'api.acme.example:443' }] };
    await assert.rejects(desk.approve({ policy, request: writing }), NotApproved);
    assert.deepEqual(
      await desk.approve({ policy: { approve: [{ ...rule, write: true }], refuse: [] }, request: writing }),
      ['policy'],
    );
    const wider = { ...request, call: [...request.call, { host: 'evil.example:443', methods: ['GET'] as const }] };
    await assert.rejects(desk.approve({ policy, request: wider }), NotApproved);
  });

  it('that somebody wrote into the file counts for nothing', async () => {
    using desk = deskWith(yes);
    await desk.approve();
    const path = join(desk.folder, 'approvals.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"/srv/app"', '"/elsewhere"'));
    assert.deepEqual(await desk.approve({ workspace: '/elsewhere' }), ['terminal']);
    writeFileSync(path, 'no approvals');
    assert.deepEqual(await desk.approve(), ['terminal']);
  });
});

describe('how long a yes lasts', () => {
  const end = Date.parse('2027-02-28T23:59:59.999Z');
  for (const [fact, changes, kind, until] of [
    ['a session, and half a day at most', {}, 'session', now + day / 2],
    ['one run', { approval: 'every-run' }, 'run', now],
    ['until the end where it only reads', { approval: 'until-expiry' }, 'expiry', end],
    ['a session where it writes', { approval: 'until-expiry', call: [{ host: 'a:443' }] }, 'session', now + day / 2],
    [
      'a session where its actions write',
      { approval: 'until-expiry', authorization_details: [{ type: 'x', actions: ['orders:write'] }] },
      'session',
      now + day / 2,
    ],
    [
      'a session where it does not say',
      { approval: 'until-expiry', authorization_details: [{ type: 'x' }] },
      'session',
      now + day / 2,
    ],
  ] as const) {
    it(`is ${fact}`, () => assert.deepEqual(lastingOf({ ...request, ...changes }, now), { kind, until }));
  }
});

describe("the organisation's policy", () => {
  it('is none where there is no file', () => {
    using folder = scratch();
    assert.deepEqual(readPolicyFile(join(folder.path, 'policy.json')), noPolicy);
  });

  for (const text of [
    '',
    '[]',
    '{}',
    '{"version":2}',
    '{"version":1,"other":1}',
    '{"version":1,"approve":[{"x":"y"}]}',
    '{"version":1,"require":"x"}',
    '{"version":1,"approve":[{"write":"yes"}]}',
  ]) {
    it(`grants nothing at all where it is ${text || 'empty'}`, () => {
      using folder = scratch();
      const path = join(folder.path, 'policy.json');
      writeFileSync(path, text);
      assert.throws(
        () => readPolicyFile(path),
        (error) => error instanceof BrokerError && error.fault.code === 'policy',
      );
    });
  }

  it('is not believed where others may write it', function () {
    if (process.platform === 'win32') this.skip();
    using folder = scratch();
    const path = join(folder.path, 'policy.json');
    writeFileSync(path, '{"version":1,"require":"enforced"}');
    if (process.getuid?.() === 0) assert.equal(readPolicyFile(path).require, 'enforced');
    chmodSync(path, 0o666);
    assert.throws(() => readPolicyFile(path), /must be valid, owned by an administrator/);
  });
});

interface Change {
  readonly request?: Request;
  readonly command?: readonly string[];
  readonly workspace?: string;
  readonly session?: string;
  readonly now?: number;
  readonly ahead?: boolean;
  readonly policy?: Approving['policy'];
}

/** Somebody who always answers the same, and what they were asked. */
function deskWith(answer: Answer) {
  const folder = scratch();
  const asked: Question[] = [];
  const events: AuditEvent[] = [];
  const append = async (event: AuditEvent) => void events.push(event);
  const key = randomBytes(32);
  return {
    folder: folder.path,
    asked,
    told: () => events.map((event) => ('reason' in event ? `${event.type} ${event.reason}` : event.type)),
    async approve(change: Change = {}) {
      const {
        workspace = '/srv/app',
        command = ['npm', 'start'],
        session = 'terminal-1',
        policy = noPolicy,
        now: at = now,
      } = change;
      const approved = await approveAll({
        manifest: { version: 1, requests: { acme: change.request ?? request } },
        names: ['acme'],
        question: { workspace, command, mode: 'proxy-only' },
        policy,
        session,
        ahead: change.ahead,
        approvals: openApprovals({ folder: folder.path, key, now: () => at }),
        ask: async (question) => {
          asked.push(question);
          return answer;
        },
        audit: { append, appendDurably: append },
        about: { run: 'r', workspace },
        now: () => at,
      });
      return approved.map(({ by }) => by);
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
