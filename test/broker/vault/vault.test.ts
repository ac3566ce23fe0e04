import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { diskFault } from '../../../src/broker/disk/disk-fault.ts';
import { BrokerError } from '../../../src/broker/protocol/faults.ts';
import type { BrokerFaultCode } from '../../../src/broker/protocol/faults.ts';
import { openVault, setAside, vaultPath } from '../../../src/broker/vault/vault.ts';
import { unlock } from '../../../src/broker/vault/unlock.ts';
import { filesWith, newValue, scratch, vaultIn } from '../scratch.ts';

const handed = randomBytes(32);
const writer = join(import.meta.dirname, 'writer.ts');

describe('the vault', () => {
  it('gives back what was put, also to another process', async () => {
    using folder = scratch();
    const [one, other] = [newValue(), newValue()];
    const vault = await vaultIn(folder.path, { handed });
    assert.deepEqual(await vault.put({ name: 'stripe', value: one, kind: 'k' }), { status: 'created' });
    assert.deepEqual(await vault.put({ name: 'slack', value: other, kind: 'k' }), { status: 'created' });
    vault.close();
    const again = await vaultIn(folder.path, { handed });
    assert.deepEqual(await again.values(['slack', 'stripe']), { slack: other, stripe: one });
  });

  it('keeps a value of any length and alphabet', async () => {
    using folder = scratch();
    const vault = await vaultIn(folder.path, { handed });
    for (const value of ['', 'ключ 鍵 🔑\n', 'x'.repeat(1_000_000)]) {
      await vault.put({ name: 'any', value, kind: 'k', replace: true });
      assert.equal((await vault.values(['any']))['any'], value);
    }
  });

  it('does not write over another value unless told to', async () => {
    using folder = scratch();
    const [one, other] = [newValue(), newValue()];
    const vault = await vaultIn(folder.path, { handed });
    await vault.put({ name: 'stripe', value: one, kind: 'k' });
    const before = readFileSync(vaultPath(folder.path));
    assert.deepEqual(await vault.put({ name: 'stripe', value: one, kind: 'k' }), { status: 'same' });
    assert.deepEqual(await vault.put({ name: 'stripe', value: other, kind: 'k' }), { status: 'other' });
    assert.deepEqual(readFileSync(vaultPath(folder.path)), before);
    assert.deepEqual(await vault.put({ name: 'stripe', value: other, kind: 'k', replace: true }), {
      status: 'replaced',
    });
    assert.deepEqual(await vault.values(['stripe']), { stripe: other });
  });

  it('gives all values or none', async () => {
    using folder = scratch();
    const vault = await vaultIn(folder.path, { handed });
    await vault.put({ name: 'one', value: newValue(), kind: 'k' });
    await fails(vault.values(['one', 'two']), 'unknown-entry');
    await fails(vault.values(['constructor']), 'unknown-entry');
    assert.equal(await vault.remove('two'), false);
    assert.equal(await vault.remove('one'), true);
    await fails(vault.values(['one']), 'unknown-entry');
  });

  it('lists names, kinds and fingerprints', async () => {
    using folder = scratch();
    const vault = await vaultIn(folder.path, { handed }, { now: () => new Date('2026-11-23T10:00:00Z') });
    await vault.put({ name: 'stripe', value: newValue(), kind: 'stripe-secret-key' });
    const [entry] = await vault.list();
    assert.match(entry?.fingerprint ?? '', /^hmac-sha256:[0-9a-f]{64}$/);
    assert.deepEqual(entry, {
      name: 'stripe',
      kind: 'stripe-secret-key',
      fingerprint: entry?.fingerprint,
      createdAt: '2026-11-23T10:00:00.000Z',
    });
  });

  it('leaves neither a value nor its fingerprint on the disk', async () => {
    using folder = scratch();
    const value = newValue();
    const vault = await vaultIn(folder.path, { handed });
    await vault.put({ name: 'stripe', value, kind: 'k' });
    assert.deepEqual(filesWith(folder.path, value), []);
    const [entry] = await vault.list();
    assert.deepEqual(filesWith(folder.path, entry?.fingerprint ?? value), []);
    assert.deepEqual(filesWith(folder.path, handed.toString('latin1')), []);
  });

  it('is for its owner alone', async () => {
    using folder = scratch();
    const own = join(folder.path, 'own');
    mkdirSync(own, { mode: 0o755 });
    const vault = await vaultIn(own, { handed });
    await vault.put({ name: 'a', value: newValue(), kind: 'k' });
    assert.equal(statSync(own).mode & 0o777, 0o700);
    assert.equal(statSync(vaultPath(own)).mode & 0o777, 0o600);
  });
});

describe('a vault that somebody changed', () => {
  changed('an entry under the name of another is refused', (file) => {
    const { one, two } = file.entries;
    file.entries = { one: two, two: one };
  });
  changed('a flipped bit is refused', (file) => {
    const box = Buffer.from(file.entries['one']?.value.box ?? '', 'base64');
    box[0] = (box[0] ?? 0) ^ 1;
    Object.assign(file.entries['one']?.value ?? {}, { box: box.toString('base64') });
  });
  changed('another kind is refused', (file) => Object.assign(file.entries['one'] ?? {}, { kind: 'other' }));
  changed('another date is refused', (file) => Object.assign(file.entries['one'] ?? {}, { createdAt: '2020-01-01' }));
  changed('a short box is refused', (file) => Object.assign(file.entries['one']?.value ?? {}, { box: 'AAAA' }));

  for (const [fact, damage] of [
    ['cut off', (path: string) => truncateSync(path, 100)],
    ['emptied', (path: string) => truncateSync(path, 0)],
    ['overwritten', (path: string) => writeFileSync(path, randomBytes(300))],
    ['of another format', (path: string) => writeFileSync(path, '{"format":"valet-key-vault","version":2}')],
    ['weakly stretched', (path: string) => writeFileSync(path, weak)],
  ] as const) {
    it(`${fact} is a fault, and is left as it is`, async () => {
      using folder = scratch();
      const vault = await vaultIn(folder.path, { handed });
      damage(vaultPath(folder.path));
      const before = readFileSync(vaultPath(folder.path));
      await fails(vault.put({ name: 'a', value: newValue(), kind: 'k' }), 'vault-corrupt');
      await fails(vault.list(), 'vault-corrupt');
      await fails(unlock(folder.path, { handed }), 'vault-corrupt');
      assert.deepEqual(readFileSync(vaultPath(folder.path)), before);
    });
  }

  it('is set aside whole, when asked for, and a new one begins', async () => {
    using folder = scratch();
    await vaultIn(folder.path, { handed });
    writeFileSync(vaultPath(folder.path), 'broken');
    const aside = await setAside(folder.path, new Date('2026-11-23T10:00:00Z'));
    assert.equal(aside, join(folder.path, 'vault.2026-11-23T10-00-00.000Z.json'));
    assert.equal(readFileSync(aside, 'utf8'), 'broken');
    const vault = await vaultIn(folder.path, { handed });
    assert.deepEqual(await vault.list(), []);
  });

  it('is not set aside where there is none', async () => {
    using folder = scratch();
    assert.equal(await setAside(folder.path, new Date()), undefined);
  });
});

describe('a vault whose key changed', () => {
  it('is closed to who opened it before', async () => {
    using folder = scratch();
    const vault = await vaultIn(folder.path, { handed });
    await setAside(folder.path, new Date());
    await vaultIn(folder.path, { handed });
    await fails(vault.put({ name: 'a', value: newValue(), kind: 'k' }), 'key-missing');
  });
});

describe('a disk that fails', () => {
  it('leaves the old vault when it is full', async () => {
    using folder = scratch();
    const value = newValue();
    const vault = await vaultIn(folder.path, { handed });
    await vault.put({ name: 'a', value, kind: 'k' });
    const { dataKey, keyId } = await unlock(folder.path, { handed });
    const full = openVault({
      folder: folder.path,
      dataKey,
      keyId,
      fingerprint: String,
      write: (path) => {
        throw diskFault(path, Object.assign(new Error('no space'), { code: 'ENOSPC' }));
      },
    });
    await fails(full.put({ name: 'b', value: newValue(), kind: 'k' }), 'disk');
    assert.deepEqual(await vault.values(['a']), { a: value });
    assert.ok(!existsSync(join(folder.path, 'vault.lock')), 'and the lock is given back');
  });

  it('leaves no vault and no lock in a folder that cannot be written', async function () {
    if (process.getuid?.() === 0) {
      console.log('      (skipped: root may write into any folder)');
      this.skip();
    }
    using folder = scratch();
    chmodSync(folder.path, 0o500);
    await fails(unlock(join(folder.path, 'inner'), { handed }), 'disk');
    chmodSync(folder.path, 0o700);
  });

  it('is told by its code and path, never by a value', async () => {
    using folder = scratch();
    writeFileSync(join(folder.path, 'file'), '');
    const error = await faultOf(unlock(join(folder.path, 'file', 'inner'), { handed }));
    assert.equal(error.fault.code, 'disk');
    assert.match(error.message, /cannot write .*\(E\w+\)/);
  });
});

describe('several processes', () => {
  it('lose nothing when they write at once', async () => {
    using folder = scratch();
    await vaultIn(folder.path, { handed });
    const writers = ['a', 'b', 'c'].map((prefix) => ended(startWriter(folder.path, prefix, 12)));
    assert.deepEqual(await Promise.all(writers), [0, 0, 0]);
    const vault = await vaultIn(folder.path, { handed });
    assert.equal((await vault.list()).length, 36);
  }).timeout(60_000);

  it('leave the old vault or the new one, however they are killed', async () => {
    using folder = scratch();
    const vault = await vaultIn(folder.path, { handed });
    const kept = newValue();
    await vault.put({ name: 'kept', value: kept, kind: 'k' });
    let survived = 0;
    for (let round = 0; round < 12; round++) {
      const child = startWriter(folder.path, `round${round}`, 10_000);
      const acknowledged: string[] = [];
      child.stdout.on('data', (chunk) => acknowledged.push(...String(chunk).trim().split('\n')));
      await new Promise((done) => child.stdout.once('data', done));
      await sleep(round * 3 + Math.random() * 5);
      child.kill('SIGKILL');
      await ended(child);
      assert.equal((await vault.values(['kept']))['kept'], kept);
      const names = new Set((await vault.list()).map(({ name }) => name));
      for (const name of acknowledged) assert.ok(names.has(name), `${name} was acknowledged`);
      await vault.put({ name: `after${round}`, value: newValue(), kind: 'k' });
      survived += names.size;
    }
    assert.ok(survived > 24);
    assert.deepEqual(
      readdirSync(folder.path).filter((name) => name.endsWith('.tmp') || name.endsWith('.lock')),
      [],
    );
  }).timeout(60_000);
});

const weak = JSON.stringify({
  format: 'valet-key-vault',
  version: 1,
  key: {
    source: 'passphrase',
    id: 'a',
    stretching: { salt: 'A'.repeat(24), N: 2, r: 8, p: 1 },
    wrapped: { nonce: '', box: '' },
  },
  entries: {},
});

interface OpenFile {
  entries: Record<string, { value: { box: string } } | undefined>;
}

function changed(fact: string, change: (file: OpenFile) => void): void {
  it(fact, async () => {
    using folder = scratch();
    const vault = await vaultIn(folder.path, { handed });
    for (const name of ['one', 'two']) await vault.put({ name, value: newValue(), kind: 'k' });
    const file = JSON.parse(readFileSync(vaultPath(folder.path), 'utf8')) as OpenFile;
    change(file);
    writeFileSync(vaultPath(folder.path), JSON.stringify(file));
    await fails(vault.values(['one']), 'vault-corrupt');
    await fails(vault.put({ name: 'one', value: newValue(), kind: 'k', replace: true }), 'vault-corrupt');
  });
}

function startWriter(folder: string, prefix: string, count: number) {
  const args = [writer, folder, handed.toString('base64'), prefix, String(count)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

function ended(child: ReturnType<typeof startWriter>): Promise<number | null> {
  child.stdout.resume();
  return new Promise((resolve) => child.once('close', resolve));
}

async function fails(promise: Promise<unknown>, code: BrokerFaultCode): Promise<void> {
  assert.equal((await faultOf(promise)).fault.code, code);
}

async function faultOf(promise: Promise<unknown>): Promise<BrokerError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof BrokerError, `a fault, not ${String(error)}`);
  return error;
}
