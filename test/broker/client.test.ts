import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openApprovals } from '../../src/broker/approve/approvals.ts';
import { newSocketPath } from '../../src/broker/client.ts';
import { fingerprinting } from '../../src/broker/vault/fingerprint.ts';
import { BrokerError } from '../../src/broker/protocol/faults.ts';
import type { Question } from '../../src/broker/protocol/approvals.ts';
import { askEditor, connectBroker } from '../../src/broker/socket-client.ts';
import { vaultPath } from '../../src/broker/vault/vault.ts';
import { request } from '../core/requests/samples.ts';
import { brokerPath, clientOf, fails, memoryStore } from './clients.ts';
import { filesWith, newValue, scratch } from './scratch.ts';

describe('the client of the broker', () => {
  it('starts the broker, keeps its new key, and puts a value', async () => {
    using folder = scratch();
    const keyStore = memoryStore();
    using client = clientOf(folder.path, { keyStore });
    assert.deepEqual(await client.start(), { keySource: 'handed' });
    assert.equal(Buffer.from(keyStore.kept ?? '', 'base64').length, 32);
    const value = newValue();
    assert.deepEqual(await client.put({ name: 'stripe', value, kind: 'k' }), { status: 'created' });
    assert.deepEqual(await client.values(['stripe']), { stripe: value });
    const [entry] = await client.list();
    assert.equal(entry?.fingerprint, fingerprinting(await client.fingerprintKey())(value));
    assert.deepEqual(filesWith(folder.path, value), []);
    assert.equal(await client.remove('stripe'), true);
  });

  it('shows what is approved and withdraws it, which stands in the log', async () => {
    using folder = scratch();
    using client = clientOf(folder.path, { keyStore: memoryStore() });
    assert.deepEqual(await client.approvals(), []);
    const { '.audit': kept = '' } = await client.values(['.audit']);
    const key = Buffer.from(kept, 'base64');
    const approvals = openApprovals({ folder: folder.path, key });
    const one = { request, request_s256: 'a', command_s256: '*', at: Date.now(), by: 'editor' } as const;
    const until = Date.now() + 60_000;
    await approvals.keep({ ...one, workspace: '/srv/app', name: 'acme', until });
    await approvals.keep({ ...one, workspace: '/srv/other', name: 'acme', until, command_s256: 'b', program: 'npm' });
    await approvals.keep({ ...one, workspace: '/srv/app', name: 'over', until: Date.now() - 1 });
    assert.deepEqual(await client.approvals(), [
      { workspace: '/srv/app', request: 'acme', scope: 'any command', until },
      { workspace: '/srv/other', request: 'acme', scope: 'command', program: 'npm', until },
    ]);
    assert.equal(await client.withdraw([{ workspace: '/srv/app', request: 'acme' }]), 1);
    assert.deepEqual(
      (await client.approvals()).map(({ workspace }) => workspace),
      ['/srv/other'],
    );
    const { entries } = await client.readAudit({ filter: {}, limit: 10 });
    assert.deepEqual(
      entries.map(({ event }) => [event.type, event.workspace, event.request]),
      [['approval-withdrawn', '/srv/app', 'acme']],
    );
  });

  it('opens the vault with the key that it kept', async () => {
    using folder = scratch();
    const keyStore = memoryStore();
    const value = newValue();
    {
      using client = clientOf(folder.path, { keyStore });
      await client.put({ name: 'a', value, kind: 'k' });
    }
    using later = clientOf(folder.path, { keyStore });
    assert.deepEqual(await later.values(['a']), { a: value });
  });

  it('says that the key is missing, and still names findings', async () => {
    using folder = scratch();
    {
      using client = clientOf(folder.path, { keyStore: memoryStore() });
      await client.put({ name: 'a', value: newValue(), kind: 'k' });
    }
    for (const keyStore of [memoryStore(), memoryStore(randomBytes(32).toString('base64')), memoryStore('short')]) {
      using client = clientOf(folder.path, { keyStore });
      await fails(client.put({ name: 'b', value: newValue(), kind: 'k' }), 'key-missing');
      assert.equal((await client.fingerprintKey()).length, 32);
    }
  });

  it('opens its socket again after it was killed', async () => {
    using folder = scratch();
    const socketPath = newSocketPath();
    using client = clientOf(folder.path, { keyStore: memoryStore(), socketPath });
    await client.put({ name: 'a', value: newValue(), kind: 'k' });
    killChildren();
    await client.put({ name: 'b', value: newValue(), kind: 'k' });
    const terminal = await connectBroker(socketPath);
    assert.equal((await terminal.list()).length, 2);
    terminal.close();
  });

  it('tells of a corrupt vault, and still names findings', async () => {
    using folder = scratch();
    writeFileSync(vaultPath(folder.path), 'no vault');
    using client = clientOf(folder.path, {});
    await fails(client.put({ name: 'b', value: newValue(), kind: 'k' }), 'vault-corrupt');
    assert.equal((await client.fingerprintKey()).length, 32);
    assert.equal(readFileSync(vaultPath(folder.path), 'utf8'), 'no vault');
  });

  it('starts the broker again after it was killed', async () => {
    using folder = scratch();
    using client = clientOf(folder.path, {});
    const value = newValue();
    await client.put({ name: 'a', value, kind: 'k' });
    killChildren();
    assert.deepEqual(await client.values(['a']), { a: value });
    const puts = Promise.all([1, 2, 3, 4].map((n) => client.put({ name: `b${n}`, value, kind: 'k' })));
    killChildren();
    assert.equal((await puts).length, 4);
    assert.equal((await client.list()).length, 5);
  });

  it('puts many values or none where the broker is killed under it', async () => {
    using folder = scratch();
    using client = clientOf(folder.path, {});
    await client.start();
    const values = Array.from({ length: 20 }, (_, at) => ({ name: `n${at}`, value: newValue(), kind: 'k' }));
    const putting = client.putAll(values);
    killChildren();
    assert.deepEqual(await putting, { taken: [] });
    const kept = await client.values(values.map(({ name }) => name));
    assert.deepEqual(
      Object.values(kept),
      values.map(({ value }) => value),
    );
  });

  it('asks a new broker where the connection breaks before the process has ended', async () => {
    using folder = scratch();
    const broken = join(folder.path, 'broker.mjs');
    const once = JSON.stringify(join(folder.path, 'once'));
    writeFileSync(
      broken,
      `import { closeSync, existsSync, writeFileSync } from 'node:fs';
      if (!existsSync(${once})) {
        writeFileSync(${once}, '');
        closeSync(1);
        setTimeout(() => {}, 20_000);
      } else await import(${JSON.stringify(brokerPath)});`,
    );
    using client = clientOf(folder.path, { brokerPath: broken });
    assert.deepEqual(await client.put({ name: 'a', value: newValue(), kind: 'k' }), { status: 'created' });
  });

  it('gives up on a broker that does not start', async () => {
    using folder = scratch();
    const broken = join(folder.path, 'broker.mjs');
    writeFileSync(broken, 'process.exit(3)');
    using client = clientOf(folder.path, { brokerPath: broken });
    await fails(client.list(), 'broker-gone');
    await fails(client.list(), 'broker-gone');
    await fails(client.list(), 'broker-gone');
  });

  it('gives up on a broker that does not answer', async () => {
    using folder = scratch();
    const mute = join(folder.path, 'broker.mjs');
    writeFileSync(mute, 'setTimeout(() => {}, 20000); process.stdin.resume().on("end", () => process.exit())');
    using client = clientOf(folder.path, { brokerPath: mute, patience: 300 });
    await fails(client.fingerprintKey(), 'timed-out');
  });

  it('ends the broker with itself', async () => {
    using folder = scratch();
    const client = clientOf(folder.path, {});
    await client.start();
    const [pid] = children();
    assert.ok(pid !== undefined);
    client.dispose();
    for (let tries = 0; tries < 100 && children().includes(pid); tries++)
      await new Promise((done) => setTimeout(done, 30));
    assert.ok(!children().includes(pid));
    await fails(client.list(), 'broker-gone');
  });

  it('agrees with a second window on one key', async () => {
    using folder = scratch();
    const keyStore = memoryStore();
    using one = clientOf(folder.path, { keyStore });
    using other = clientOf(folder.path, { keyStore });
    await Promise.all([one.start(), other.start()]);
    const value = newValue();
    await one.put({ name: 'a', value, kind: 'k' });
    assert.deepEqual(await other.values(['a']), { a: value });
    using later = clientOf(folder.path, { keyStore });
    assert.deepEqual(await later.values(['a']), { a: value });
  });
});

describe('the socket of the broker', () => {
  it('lets terminals ask before any vault is opened or made, and has none for them', async () => {
    using folder = scratch();
    const socketPath = join(folder.path, 'run', 'broker.sock');
    using client = clientOf(folder.path, {
      socketPath,
      approve: async () => ({ type: 'yes', by: 'editor', scope: 'command' }),
    });
    await client.listen();
    assert.deepEqual(await askEditor(socketPath, question), { type: 'yes', by: 'editor', scope: 'command' });
    const terminal = await connectBroker(socketPath);
    await assert.rejects(
      terminal.list(),
      (error) => error instanceof BrokerError && error.fault.code === 'not-started',
    );
    terminal.close();
    assert.equal(existsSync(vaultPath(folder.path)), false);
    await client.start();
    assert.deepEqual(await askEditor(socketPath, question), { type: 'yes', by: 'editor', scope: 'command' });
  });

  it('serves terminals of the editor', async () => {
    using folder = scratch();
    const socketPath = join(folder.path, 'run', 'broker.sock');
    using client = clientOf(folder.path, { socketPath });
    const value = newValue();
    await client.put({ name: 'a', value, kind: 'k' });
    const terminal = await connectBroker(socketPath);
    assert.deepEqual(await terminal.values(['a']), { a: value });
    assert.deepEqual(await terminal.put({ name: 'b', value, kind: 'k' }), { status: 'created' });
    assert.equal((await terminal.list()).length, 2);
    await fails(terminal.values(['c']), 'unknown-entry');
    client.dispose();
    await fails(terminal.list(), 'broker-gone');
    assert.ok(!existsSync(socketPath));
  });

  it('brings a question to the editor, and its answer back', async () => {
    using folder = scratch();
    const socketPath = join(folder.path, 'run', 'broker.sock');
    const asked: Question[] = [];
    using client = clientOf(folder.path, {
      socketPath,
      approve: async (given) => {
        asked.push(given);
        return { type: 'yes', by: 'editor', scope: 'command' };
      },
    });
    await client.start();
    assert.deepEqual(await askEditor(socketPath, question), { type: 'yes', by: 'editor', scope: 'command' });
    assert.deepEqual(asked, [question]);
    assert.deepEqual(await client.liveRuns(), []);
    assert.equal(await client.revoke(['*']), 0);
  });

  it('answers no where the editor cannot ask', async () => {
    using folder = scratch();
    const socketPath = join(folder.path, 'run', 'broker.sock');
    using client = clientOf(folder.path, { socketPath });
    await client.start();
    assert.deepEqual(await askEditor(socketPath, question), { type: 'no', reason: 'nobody-to-ask' });
  });

  it('is not opened in a folder that others may enter', async () => {
    using folder = scratch();
    const open = join(folder.path, 'open');
    mkdirSync(open, { mode: 0o777 });
    execFileSync('chmod', ['777', open]);
    using client = clientOf(folder.path, { socketPath: join(open, 'broker.sock') });
    await fails(client.start(), 'disk');
  });

  it('has a short path that nobody guesses', () => {
    const path = newSocketPath();
    assert.ok(path.length < 104);
    assert.notEqual(path, newSocketPath());
    assert.match(dirname(path), /valet-key-\d+$/);
  });

  it('is missed where it is gone', async () => {
    using folder = scratch();
    await fails(connectBroker(join(folder.path, 'none.sock')), 'broker-gone');
  });
});

const question: Question = { workspace: '/work', command: ['npm', 'start'], mode: 'proxy-only', requests: [] };

/** The brokers that this process has started and that still run. */
function children(): readonly number[] {
  const listed = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return listed
    .split('\n')
    .filter((line) => line.includes('valet-key broker') || line.includes('broker/main.ts'))
    .map((line) => Number.parseInt(line, 10));
}

function killChildren(): void {
  for (const pid of children()) process.kill(pid, 'SIGKILL');
}
