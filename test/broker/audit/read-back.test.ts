import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { auditFiles, auditLines } from '../../../src/broker/audit/audit-files.ts';
import { openAuditLog } from '../../../src/broker/audit/audit-log.ts';
import { rememberedOf } from '../../../src/broker/audit/remembered.ts';
import { linesBack, readBack } from '../../../src/broker/audit/read-back.ts';
import { outcomeOf } from '../../../src/core/audit/filter.ts';
import type { AuditFilter } from '../../../src/core/audit/filter.ts';
import type { AuditEvent } from '../../../src/core/audit/event.ts';
import { events } from '../../core/audit/samples.ts';
import { scratch } from '../scratch.ts';

const [event = assert.fail()] = events;

describe('the audit log from its end', () => {
  it('is the same lines, the last one first, over several files', async () => {
    using folder = await logOf(Array.from({ length: 200 }, () => events).flat(), { rotateAt: 300_000 });
    assert.ok(auditFiles(folder.path).length > 2);
    assert.deepEqual([...linesBack(folder.path)], [...auditLines(folder.path)].toReversed());
  });

  it('leaves out a line that a crash left half-written', async () => {
    using folder = await logOf(events);
    const [path = assert.fail()] = auditFiles(folder.path);
    appendFileSync(path, '{"half":');
    assert.deepEqual([...linesBack(folder.path)], [...auditLines(folder.path)].toReversed());
  });

  it('is empty where there is none', async () => {
    using folder = scratch();
    assert.deepEqual(await readBack(folder.path, { filter: {}, limit: 10 }), { entries: [] });
  });

  it('comes in pages that miss nothing and repeat nothing', async () => {
    using folder = await logOf(Array.from({ length: 25 }, () => event));
    const seen: number[] = [];
    let before: number | undefined;
    do {
      const page = await readBack(folder.path, { filter: {}, limit: 10, ...(before !== undefined && { before }) });
      seen.push(...page.entries.map(({ sequence }) => sequence));
      before = page.next;
    } while (before !== undefined);
    assert.deepEqual(
      seen,
      Array.from({ length: 25 }, (_, index) => 25 - index),
    );
  });

  it('hides no line behind one that cannot be read', async () => {
    using folder = await logOf([event]);
    const [path = assert.fail()] = auditFiles(folder.path);
    appendFileSync(path, 'no line\n');
    const { entries } = await readBack(folder.path, { filter: {}, limit: 10 });
    assert.equal(entries.length, 1);
  });

  const filters: readonly (readonly [AuditFilter, (one: AuditEvent) => boolean])[] = [
    [{ outcome: 'refused' }, (one) => outcomeOf(one) === 'refused'],
    [{ outcome: 'allowed' }, (one) => outcomeOf(one) === 'allowed'],
    [{ request: 'stripe-readonly' }, ({ request }) => request === 'stripe-readonly'],
    [{ request: 'other' }, () => false],
    [{ agent: 'nobody' }, () => false],
  ];
  for (const [filter, is] of filters) {
    it(`is filtered by ${JSON.stringify(filter)}`, async () => {
      using folder = await logOf(events);
      const { entries } = await readBack(folder.path, { filter, limit: 100 });
      assert.deepEqual(
        entries.map((entry) => entry.event.type),
        events
          .filter(is)
          .map(({ type }) => type)
          .toReversed(),
      );
    });
  }
});

describe('who approved last', () => {
  it('is read from the log, a request once', async () => {
    const approved = { type: 'approved', run: 'r', workspace: '/srv/app', request: 'a', request_s256: 'one' } as const;
    using folder = await logOf([
      { ...approved, by: 'terminal', lasts: 'for this run' },
      { ...approved, by: 'editor', lasts: 'for this session', request_s256: 'two' },
      { ...approved, by: 'terminal', lasts: 'for this run', workspace: '/srv/other' },
    ]);
    const [last, ...others] = rememberedOf(folder.path, '/srv/app').approved;
    assert.deepEqual(others, []);
    assert.deepEqual([last?.request, last?.by, last?.request_s256], ['a', 'editor', 'two']);
  });
});

describe('what a request was granted to', () => {
  const about = { workspace: '/srv/app', mode: 'proxy-only' } as const;
  const ran = (run: string, program: string, more: object, ...requests: readonly string[]): readonly AuditEvent[] => [
    { ...about, ...more, run, type: 'run-started', program },
    ...requests.map((request) => ({ ...about, ...more, run, request, ...issued })),
  ];
  const issued = { type: 'grant-issued', delivery: 'header', by: 'terminal', expires_at: 0 } as const;

  it('is told of each task, command and session once, the last first', async () => {
    using folder = await logOf([
      ...ran('1', 'curl', {}, 'a', 'b'),
      ...ran('2', 'node', { task: 'sync', mode: 'enforced' }, 'a'),
      ...ran('3', 'node', { started: 'debug session', task: 'sync' }, 'b'),
      ...ran('4', 'curl', { agent: 'Codex' }, 'a'),
      ...ran('5', 'wget', { workspace: '/srv/other' }, 'a'),
    ]);
    const { used } = rememberedOf(folder.path, '/srv/app');
    const told = (name: string) => used[name]?.map(({ last: _last, ...one }) => one);
    assert.deepEqual(told('a'), [
      { type: 'command', name: 'curl', mode: 'proxy-only', agent: 'Codex', runs: 2 },
      { type: 'task', name: 'sync', mode: 'enforced', runs: 1 },
    ]);
    assert.deepEqual(told('b'), [
      { type: 'debug session', name: 'node', mode: 'proxy-only', runs: 1 },
      { type: 'command', name: 'curl', mode: 'proxy-only', runs: 1 },
    ]);
  });
});

async function logOf(all: readonly AuditEvent[], more: { readonly rotateAt?: number } = {}) {
  const folder = scratch();
  const log = openAuditLog({ folder: folder.path, ...more });
  for (let at = 0; at < all.length; at += 100) {
    await Promise.all(all.slice(at, at + 100).map((one) => log.append(one)));
  }
  return folder;
}
