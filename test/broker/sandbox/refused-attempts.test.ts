import assert from 'node:assert/strict';
import type { AuditEvent } from '../../../src/core/audit/event.ts';
import { sentenceOf } from '../../../src/core/audit/sentence.ts';
import { recordRefusedAttempts } from '../../../src/broker/sandbox/refused-attempts.ts';

describe('refused reads in the audit log', () => {
  it('are a line at once, and then ever more seldom with a count', async () => {
    const { reads, lines, at } = recorder();
    reads.note('/w/.env', 1);
    for (let second = 1; second <= 100; second++) {
      at.time = second * 1000;
      reads.note('/w/.env', 1);
    }
    const totals = await reads.end();
    assert.deepEqual(lines, [
      'a command tried to read .env: refused',
      'a command tried to read .env: refused (10 times)',
      'a command tried to read .env: refused (20 times)',
      'a command tried to read .env: refused (40 times)',
      'a command tried to read .env: refused (30 times)',
    ]);
    assert.deepEqual([...totals.named], [['/w/.env', 101]]);
  });

  it('are a line a file, and one for the rest where there are very many', async () => {
    const { reads, lines, first } = recorder();
    for (let file = 0; file < 2000; file++) reads.note(`/w/${file}/.env`, 1);
    await reads.end();
    assert.equal(first.length, 2000);
    assert.equal(lines.length, 102);
    assert.equal(lines[99], 'a command tried to read 99/.env: refused');
    assert.equal(lines[100], 'a command tried to read 100/.env: refused');
    assert.equal(lines[101], 'a command tried to read 101/.env and 1898 more: refused (1899 times)');
  });

  it('keep ten thousand names, and say that there were more', async () => {
    const { reads, lines, first, at } = recorder();
    for (let file = 0; file < 12_000; file++) {
      at.time += 1;
      reads.note(`/w/${file}/.env`, 1);
    }
    const { named, unnamed } = await reads.end();
    assert.deepEqual([named.size, unnamed, first.length], [10_000, 2_000, 10_000]);
    assert.match(lines.at(-1) ?? '', /refused \(\d+ times\), and more often than can be counted$/);
  });

  it('of a whole day of a flood are some dozen lines, which say that they are not all', async () => {
    const { reads, lines, at } = recorder();
    for (let second = 0; second < 86_400; second += 5) {
      at.time = second * 1000;
      reads.note('/w/.env', 8_000);
      reads.note('/w/b/.env', 8_000);
    }
    await reads.end();
    assert.ok(lines.length < 80, `${lines.length} lines`);
    assert.match(lines.at(-1) ?? '', /refused \(\d+ times\), and more often than can be counted$/);
  });

  it('are told once where the log cannot be written, and never end the run', async () => {
    const { reads, faults } = recorder(() => Promise.reject(new Error('full')));
    reads.note('/w/.env', 1);
    reads.note('/w/b/.env', 1);
    await reads.end();
    assert.equal(faults.count, 1);
  });
});

function recorder(append?: () => Promise<void>) {
  const lines: string[] = [];
  const first: string[] = [];
  const faults = { count: 0 };
  const at = { time: 0 };
  const audit = { append: append ?? ((event: AuditEvent) => Promise.resolve(void lines.push(sentenceOf(event)))) };
  const reads = recordRefusedAttempts({
    audit,
    about: { run: 'r', workspace: '/w' },
    onFirst: (path) => void first.push(path),
    onFault: () => void faults.count++,
    now: () => at.time,
    nameOf: (path: string) => path,
    happened: (path, counted) => ({
      type: 'file-refused',
      operation: 'read',
      path: path.slice('/w/'.length),
      ...counted,
    }),
  });
  return { reads, lines, first, faults, at };
}
