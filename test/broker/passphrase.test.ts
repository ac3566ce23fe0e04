import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unlock } from '../../src/broker/vault/unlock.ts';
import { clientOf, envOf, fails, memoryStore } from './clients.ts';
import { newValue, scratch } from './scratch.ts';

describe('a vault under a passphrase, in an editor', () => {
  it('asks for it, and again where it was mistyped', async () => {
    using folder = scratch();
    const passphrase = await closedVault(folder.path);
    const asked: boolean[] = [];
    const askPassphrase = async (isWrong: boolean) => (asked.push(isWrong) === 1 ? 'mistyped' : passphrase);
    using client = clientOf(folder.path, { keyStore: memoryStore(), askPassphrase });
    assert.deepEqual(await client.start(), { keySource: 'passphrase' });
    assert.deepEqual(asked, [false, true]);
    assert.deepEqual(await client.put({ name: 'a', value: newValue(), kind: 'k' }), { status: 'created' });
    assert.equal(asked.length, 2, 'it is open');
  });
  it('asks three times and no more', async () => {
    using folder = scratch();
    await closedVault(folder.path);
    let asked = 0;
    const askPassphrase = async () => `mistyped ${++asked}`;
    using client = clientOf(folder.path, { keyStore: memoryStore(), askPassphrase });
    await fails(client.start(), 'wrong-passphrase');
    assert.equal(asked, 3);
  });
  it('leaves it closed where nobody gives it, and says so', async () => {
    using folder = scratch();
    await closedVault(folder.path);
    using client = clientOf(folder.path, { keyStore: memoryStore(), askPassphrase: async () => null });
    await fails(client.start(), 'key-missing');
    using asksNobody = clientOf(folder.path, { keyStore: memoryStore() });
    await assert.rejects(asksNobody.start(), /nobody gave its passphrase/);
  });
  it('takes it from the file that the environment names, and makes a new vault with that', async () => {
    using folder = scratch();
    const passphrase = await closedVault(folder.path);
    const file = join(folder.path, 'passphrase');
    writeFileSync(file, `${passphrase}\n`);
    const own = (home: string) => ({ ...envOf(home), VALET_KEY_PASSPHRASE_FILE: file });
    using client = clientOf(folder.path, { env: own(folder.path) });
    assert.deepEqual(await client.start(), { keySource: 'passphrase' });
    using other = scratch();
    const keyStore = memoryStore();
    using first = clientOf(other.path, { keyStore, env: own(other.path) });
    assert.deepEqual(await first.start(), { keySource: 'passphrase' });
    assert.equal(keyStore.kept, undefined);
  });
  it('asks where that file is not there', async () => {
    using folder = scratch();
    const passphrase = await closedVault(folder.path);
    const env = { ...envOf(folder.path), VALET_KEY_PASSPHRASE_FILE: join(folder.path, 'nowhere') };
    using client = clientOf(folder.path, { keyStore: memoryStore(), env, askPassphrase: async () => passphrase });
    assert.deepEqual(await client.start(), { keySource: 'passphrase' });
  });
});

async function closedVault(folder: string): Promise<string> {
  const passphrase = newValue();
  (await unlock(folder, { passphrase: async () => passphrase })).dataKey.fill(0);
  return passphrase;
}
