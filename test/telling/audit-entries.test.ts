import assert from 'node:assert/strict';
import type { AuditEntry, AuditPage, AuditParams } from '../../src/broker/protocol/records.ts';
import { createEntries } from '../../src/editor/audit/entries.ts';

describe('the entries of the audit view', () => {
  it('are a page at first, and another when it is asked for', async () => {
    const log = logOf(250);
    const entries = createEntries(log.read);
    assert.equal(await entries.refresh(), true);
    assert.deepEqual([entries.all.length, entries.all[0]?.sequence, entries.hasMore], [100, 250, true]);
    await entries.more();
    await entries.more();
    assert.deepEqual([entries.all.length, entries.all.at(-1)?.sequence, entries.hasMore], [250, 1, false]);
  });

  it('gain what is new above what was read', async () => {
    const log = logOf(3);
    const entries = createEntries(log.read);
    await entries.refresh();
    log.grow(2);
    assert.equal(await entries.refresh(), true);
    assert.deepEqual(
      entries.all.map(({ sequence }) => sequence),
      [5, 4, 3, 2, 1],
    );
    assert.equal(await entries.refresh(), false);
  });

  it('begin anew where more came than a page holds', async () => {
    const log = logOf(3);
    const entries = createEntries(log.read);
    await entries.refresh();
    log.grow(300);
    await entries.refresh();
    assert.deepEqual([entries.all.length, entries.hasMore], [100, true]);
  });

  it('are those of the last filter, whichever answer comes first', async () => {
    const log = logOf(3);
    const entries = createEntries(log.read);
    const slow = entries.refresh();
    entries.use({ request: 'none' });
    assert.equal(await slow, false);
    assert.deepEqual(entries.all, []);
  });
});

function logOf(lines: number) {
  let count = lines;
  return {
    grow: (more: number) => void (count += more),
    read: async ({ before = Infinity, limit }: AuditParams): Promise<AuditPage> => {
      const all = Array.from({ length: count }, (_, index) => entryAt(count - index));
      const older = all.filter(({ sequence }) => sequence < before);
      const entries = older.slice(0, limit);
      const next = older[limit]?.sequence;
      return { entries, ...(next !== undefined && { next: next + 1 }) };
    },
  };
}

function entryAt(sequence: number): AuditEntry {
  return { sequence, time: 0, event: { type: 'run-started', program: 'node', run: 'r', workspace: '/w' } };
}
