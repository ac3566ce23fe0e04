import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import type { Copy } from '../../../src/broker/protocol/copies.ts';
import { findCopies } from '../../../src/broker/copies/find.ts';
import { copyPlaces, type CopyPlace } from '../../../src/broker/copies/places.ts';
import { purgeCopy } from '../../../src/broker/copies/purge.ts';
import { createTraces } from '../../../src/broker/copies/traces.ts';
import { newValue, scratch } from '../scratch.ts';

describe('copies of a value', () => {
  const spoken = `${newValue()} "&ü`;

  for (const [fact, text, count] of [
    ['as it is', spoken, 1],
    ['as JSON spells it', JSON.stringify({ command: spoken }), 1],
    ['as a URL spells it', `https://localhost/?key=${encodeURIComponent(spoken)}`, 1],
    ['more than once', `${spoken}\n${spoken}`, 2],
    ['not by a part of it', spoken.slice(0, -1), undefined],
  ] as const) {
    it(`is found ${fact}`, () => {
      assert.equal(createTraces({ spoken }).count(Buffer.from(text)).get('spoken'), count);
    });
  }

  it('is not looked for where it is too short to tell anything', () => {
    assert.equal(createTraces({ short: 'abc1234' }).count(Buffer.from('abc1234')).size, 0);
  });

  it('is found wherever the border of two pieces cuts it, and counted once', async () => {
    using folder = scratch();
    const value = newValue();
    const path = join(folder.path, 'history');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -40, max: 4 }), fc.integer({ min: 0, max: 2 }), async (shift, more) => {
        writeFileSync(path, `${'x'.repeat(1_048_576 + shift)}${value}${` ${value}`.repeat(more)}`);
        const [copy] = await found([{ keeper: 'shell', path }], { value, long: 'y'.repeat(60) });
        assert.equal(copy?.count, 1 + more);
      }),
      { numRuns: 40 },
    );
  });

  it('is purged with everything else where and as it was', () => {
    using folder = scratch();
    const value = newValue();
    const path = join(folder.path, 'chat.jsonl');
    writeFileSync(path, `{"text":"use ${value} now"}\n`, { mode: 0o640 });
    utimesSync(path, 1_000_000_000, 1_000_000_000);
    const traces = createTraces({ value });
    assert.equal(purgeCopy(path, traces), true);
    assert.equal(readFileSync(path, 'utf8'), `{"text":"use ${'*'.repeat(value.length)} now"}\n`);
    assert.deepEqual([statSync(path).mode & 0o777, statSync(path).mtimeMs], [0o640, 1e12]);
    assert.equal(purgeCopy(path, traces), false);
  });

  it('is looked for where editors, agents and shells keep what was written', async () => {
    using folder = scratch();
    const home = folder.path;
    const value = newValue();
    const kept = {
      '.config/Code/User/History/-1a/entry.ts': 'local-history',
      '.vscode-server/data/User/History/2b/entry.py': 'local-history',
      '.config/Cursor/Backups/1/file/x': 'backup',
      '.claude/projects/-app/session.jsonl': 'agent',
      '.codex/sessions/2026/11/24/rollout.jsonl': 'agent',
      '.config/Code/User/workspaceStorage/a/chatSessions/1.json': 'agent',
      'app/.aider.chat.history.md': 'agent',
      '.bash_history': 'shell',
      '.local/share/fish/fish_history': 'shell',
    };
    for (const path of Object.keys(kept)) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), `… ${value} …`);
    }
    symlinkSync(home, join(home, '.claude/projects/circle'));
    const places = copyPlaces({ home, platform: 'linux', env: {}, workspaces: [join(home, 'app')] });
    const copies = await found(places, { value });
    assert.deepEqual(Object.fromEntries(copies.map(({ path, keeper }) => [path.slice(home.length + 1), keeper])), kept);
  });

  it('is found among very many others as it is among few', () => {
    const values = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`n${at}`, newValue()]));
    const text = Buffer.from(Object.values(values).join(' ') + Object.values(values).join(''));
    const all = createTraces(values).count(text);
    assert.equal(all.size, 200);
    for (const [name, value] of Object.entries(values)) {
      assert.equal(
        all.get(name),
        createTraces({ [name]: value })
          .count(text)
          .get(name),
      );
    }
    assert.ok(!createTraces(values).mask(text)?.includes('value-'));
  });

  it('is reported and left where a program works on the database, or the folder is read-only', async function () {
    using folder = scratch();
    const value = newValue();
    const [database, log, locked] = ['state.vscdb', 'state.vscdb-wal', 'locked/history'].map((name) =>
      join(folder.path, name),
    ) as [string, string, string];
    writeFileSync(database, `SQLite format 3\0${value}`);
    writeFileSync(log, value);
    mkdirSync(dirname(locked));
    writeFileSync(locked, value);
    chmodSync(dirname(locked), 0o500);
    const copies = await found([{ keeper: 'state', path: folder.path }], { value });
    chmodSync(dirname(locked), 0o700);
    const stays = Object.fromEntries(copies.map((copy) => [copy.path, copy.stays]));
    assert.deepEqual([stays[database], stays[log]], ['database', 'database']);
    if (process.getuid?.() !== 0) assert.equal(stays[locked], 'read-only');
  });
});

async function found(places: readonly CopyPlace[], values: Readonly<Record<string, string>>) {
  const all: Copy[] = [];
  for await (const { copies } of findCopies(places, createTraces(values))) all.push(...copies);
  return all;
}
