import assert from 'node:assert/strict';
import { recordOf, safeFilePath, safePath } from '../../../src/core/audit/record.ts';
import { sentenceOf } from '../../../src/core/audit/sentence.ts';
import { events, happenings } from './samples.ts';

/** Class, activity and outcome (1 success, 2 failure) in OCSF 1.8, in the order of the samples. */
const classes = [
  [3004, 10, 1],
  [3004, 8, 1],
  [3003, 1, 1],
  [6003, 1, 1],
  [4002, 3, 1],
  [4002, 6, 2],
  [4001, 1, 1],
  [4001, 5, 2],
  [2004, 1, 1],
  [2004, 1, 1],
  [2004, 1, 1],
  [1001, 2, 2],
  [1001, 3, 2],
  [4001, 5, 2],
  [4001, 5, 2],
  [4001, 5, 2],
  [1007, 4, 2],
  [1007, 2, 2],
  [1007, 3, 2],
  [1001, 1, 1],
  [1001, 1, 1],
  [3003, 1, 2],
  [3004, 9, 1],
  [3004, 9, 1],
  [3004, 11, 1],
] as const;

const sentences = [
  'task sync-charges started node (proxy-only)',
  'task sync-charges was approved by terminal under stripe-readonly, for this session',
  'task sync-charges was granted stripe-readonly by header until 2027-01-15T08:00:00Z',
  'task sync-charges asked vault for its credential under stripe-readonly: done',
  'task sync-charges called api.stripe.com GET /v1/charges under stripe-readonly: allowed',
  'task sync-charges called evil.example:8443 POST / under stripe-readonly: refused (host-not-in-call-set)',
  'task sync-charges connected to db.internal:5432 under stripe-readonly: allowed',
  'task sync-charges tried to reach [::1]:22 under stripe-readonly: refused (host-not-in-call-set)',
  'task sync-charges met its own credential in a response of api.stripe.com under stripe-readonly: taken out',
  'task sync-charges met its own credential in its output under stripe-readonly: taken out',
  'task sync-charges found the audit log damaged: line 12 was signed, and does not stand there any more',
  'task sync-charges tried to read deep/.env: refused',
  'task sync-charges tried to write ~/.ssh/config and 3 more: refused (12 times), and more often than can be counted',
  'task sync-charges tried to reach 192.0.2.1:80 and 2 more under stripe-readonly: refused (outside-of-sandbox) (3 times)',
  'task sync-charges did not let curl (process 4321), which is none of its own, call evil.example by its guard: refused',
  'task sync-charges did not let a program, which is none of its own, call by its guard: refused',
  'task sync-charges tried to trace process 4321: refused',
  'task sync-charges tried to send a signal to process 4321: refused (2 times)',
  'task sync-charges tried to read the memory of process 4321: refused',
  'task sync-charges was kept from .env, made during the run',
  'task sync-charges could read .env and 7 more, made during the run',
  'task sync-charges was denied stripe-readonly: not-approved',
  'task sync-charges reached the end of its grant under stripe-readonly',
  'task sync-charges lost its grant under stripe-readonly: revoked by person',
  'task sync-charges ended with status 0',
];

describe('a record of the audit log', () => {
  for (const [index, event] of events.entries()) {
    it(`${event.type} has its OCSF class and every required field`, () => {
      const record = recordOf(event, { sequence: index + 1, time: 5 });
      const [class_uid, activity_id, status_id] = classes[index] ?? assert.fail();
      assert.deepEqual([record.class_uid, record.activity_id, record.status_id], [class_uid, activity_id, status_id]);
      assert.equal(record.type_uid, class_uid * 100 + activity_id);
      assert.equal(record.category_uid, Math.floor(class_uid / 1000));
      assert.ok(record.severity_id >= 1 && record.severity_id <= 4);
      assert.equal(record.time, 5);
      assert.equal(record.metadata.version, '1.8.0');
      assert.equal(record.metadata.product.name, 'Valet Key');
      assert.equal(record.metadata.uid, `run-1-${index + 1}`);
    });

    it(`${event.type} reads as a sentence`, () => assert.equal(sentenceOf(event), sentences[index]));
  }

  it('names what the editor started', () => {
    const call = { type: 'call', host: 'a:443', method: 'GET', path: '/', decision: 'allowed' } as const;
    const about = { run: 'r', workspace: '/w', subject: 'task:sync', agent: 'Codex' };
    const sentence = sentenceOf({ ...about, started: 'terminal', ...call });
    assert.equal(sentence, 'a terminal (started by Codex) called a GET /: allowed');
    const debugging = sentenceOf({ ...about, started: 'debug session', task: 'sync', ...call });
    assert.match(debugging, /^a debug session of task sync /);
  });

  it('covers every type of event once', () => {
    assert.equal(new Set(happenings.map(({ type }) => type)).size, 17);
  });
});

describe('a path in the audit log', () => {
  const secretLike = ['bot', '1a'.repeat(15)].join('');
  for (const [path, expected] of [
    ['/v1/charges', '/v1/charges'],
    ['/v1/charges?key=abc', '/v1/charges'],
    ['/v1/charges#part', '/v1/charges'],
    [`/${secretLike}/send`, '/…/send'],
    ['/a\nb', '/ab'],
    [`/${'ab/'.repeat(200)}`, `/${'ab/'.repeat(200)}`.slice(0, 200) + '…'],
  ] as const) {
    it(`${path.slice(0, 30)} is written as ${expected.slice(0, 30)}`, () => assert.equal(safePath(path), expected));
  }
});

describe('the path of a file in the audit log', () => {
  const secretLike = ['key', '1a'.repeat(15)].join('');
  for (const [path, expected] of [
    ['src/#1?/.env', 'src/#1?/.env'],
    [`${secretLike}/.env`, '…/.env'],
    ['a\nb/.env', 'ab/.env'],
    [`${'ab/'.repeat(200)}.env`, `…${`${'ab/'.repeat(200)}.env`.slice(-200)}`],
  ] as const) {
    it(`${path.slice(0, 30)} is written as ${expected.slice(0, 30)}`, () => assert.equal(safeFilePath(path), expected));
  }

  it('stands in its record with what was done about it, and never with what is in the file', () => {
    const event = events.find(({ type }) => type === 'file-refused') ?? assert.fail();
    const { file, device, action_id, disposition_id, count } = recordOf(event, { sequence: 1, time: 5 });
    assert.deepEqual(
      { file, device, action_id, disposition_id, count },
      {
        file: { name: '.env', path: 'deep/.env', type_id: 1 },
        device: { type_id: 0 },
        action_id: 2,
        disposition_id: 2,
        count: 1,
      },
    );
  });
});
