import assert from 'node:assert/strict';
import type { AuditEvent, Happening } from '../../../src/core/audit/event.ts';
import { tellRefusals } from '../../../src/broker/run/tell-refusals.ts';

describe('whoever runs a task is told what the guard refused it', () => {
  const rows: readonly (readonly [fact: string, events: readonly Happening[], told: readonly string[]])[] = [
    [
      'nothing of what is allowed',
      [
        { ...call('/a'), decision: 'allowed' },
        { type: 'run-started', program: 'a' },
      ],
      [],
    ],
    ['a call, without its path', [call('/a')], ['refused: GET a.example:443 (path-not-in-call-set)']],
    [
      'a connection',
      [{ type: 'connection-refused', host: 'a.example:1', reason: 'protocol-not-guarded' }],
      ['refused: a connection to a.example:1 (protocol-not-guarded)'],
    ],
    [
      'a caller from outside',
      [{ type: 'caller-refused', host: 'a.example:1', pid: 4321, program: 'curl' }],
      ['refused: a call by curl (process 4321), which was not started in this run (caller-not-of-run)'],
    ],
    [
      'each kind once, and their number at the end',
      [call('/a'), call('/b'), call('/c')],
      [
        'refused: GET a.example:443 (path-not-in-call-set)',
        '3 calls were refused in all: valet-key audit tells of each',
      ],
    ],
  ];
  for (const [fact, events, expected] of rows) {
    it(fact, async () => assert.deepEqual(await toldOf(events), expected));
  }

  it('a caller from outside, whatever a task tries before', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ ...call('/'), host: `h${index}:443` }));
    const told = await toldOf([...many, { type: 'caller-refused' }]);
    assert.match(told.at(-2) ?? '', /^refused: a call by a program, which was not started in this run/);
  });

  it('few kinds, whatever a task tries', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ ...call('/'), host: `h${index}:443` }));
    const told = await toldOf(many);
    assert.deepEqual([told.length, told.at(-1)], [9, '50 calls were refused in all: valet-key audit tells of each']);
  });
});

function call(path: string): Extract<Happening, { type: 'call' }> {
  return {
    type: 'call',
    host: 'a.example:443',
    method: 'GET',
    path,
    decision: 'refused',
    reason: 'path-not-in-call-set',
  };
}

async function toldOf(events: readonly Happening[]): Promise<readonly string[]> {
  const said: string[] = [];
  const written: AuditEvent[] = [];
  const telling = tellRefusals({ append: async (event) => void written.push(event) }, (text) => void said.push(text));
  for (const event of events) await telling.audit.append({ run: 'run', workspace: '/work', ...event });
  telling[Symbol.dispose]();
  assert.equal(written.length, events.length);
  return said;
}
