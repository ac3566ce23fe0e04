import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { diskFault } from '../../../src/broker/disk/disk-fault.ts';
import { writeDurably } from '../../../src/broker/disk/durable-file.ts';
import { BrokerError } from '../../../src/broker/protocol/faults.ts';
import { vaultPath } from '../../../src/broker/vault/vault.ts';
import { newValue, scratch, vaultIn } from '../scratch.ts';

const handed = randomBytes(32);

describe('many values at once', () => {
  it('puts many values with one write', async () => {
    using folder = scratch();
    let writes = 0;
    const write: typeof writeDurably = (...parameters) => {
      writes += 1;
      writeDurably(...parameters);
    };
    const vault = await vaultIn(folder.path, { handed }, { write });
    const values = Array.from({ length: 50 }, (_, index) => ({ name: `n${index}`, value: newValue(), kind: 'k' }));
    assert.deepEqual(await vault.putAll(values), { taken: [] });
    assert.deepEqual(await vault.putAll(values), { taken: [] });
    assert.equal(writes, 1);
    const again = await vaultIn(folder.path, { handed });
    const kept = Object.entries(await again.values(values.map(({ name }) => name)));
    assert.deepEqual(
      kept,
      values.map(({ name, value }) => [name, value]),
    );
  });

  it('puts none of many where a name holds another value, or two of them have the same', async () => {
    using folder = scratch();
    const vault = await vaultIn(folder.path, { handed });
    const value = newValue();
    await vault.put({ name: 'stripe', value, kind: 'k' });
    const before = readFileSync(vaultPath(folder.path));
    const fresh = { name: 'fresh', value: newValue(), kind: 'k' };
    const clash = { name: 'stripe', value: newValue(), kind: 'k' };
    assert.deepEqual(await vault.putAll([fresh, clash]), { taken: ['stripe'] });
    assert.deepEqual(await vault.putAll([fresh, { ...fresh, value: newValue() }]), { taken: ['fresh'] });
    assert.deepEqual(readFileSync(vaultPath(folder.path)), before);
    assert.deepEqual(await vault.putAll([fresh, { ...clash, replace: true }]), { taken: [] });
    assert.deepEqual(await vault.values(['stripe', 'fresh']), { stripe: clash.value, fresh: fresh.value });
  });

  it('puts none of many where the disk is full', async () => {
    using folder = scratch();
    const vault = await vaultIn(folder.path, { handed });
    await vault.put({ name: 'a', value: newValue(), kind: 'k' });
    const before = readFileSync(vaultPath(folder.path));
    const full = await vaultIn(
      folder.path,
      { handed },
      {
        write: (path) => {
          throw diskFault(path, Object.assign(new Error('full'), { code: 'ENOSPC' }));
        },
      },
    );
    const values = ['b', 'c'].map((name) => ({ name, value: newValue(), kind: 'k' }));
    await assert.rejects(full.putAll(values), (error) => error instanceof BrokerError && error.fault.code === 'disk');
    assert.deepEqual(readFileSync(vaultPath(folder.path)), before);
  });
});
