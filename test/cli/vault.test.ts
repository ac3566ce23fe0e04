import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BrokerClient } from '../../src/broker/client.ts';
import { exampleOf } from '../example.ts';
import { filesWith, newValue } from '../broker/scratch.ts';
import { keep, workplace } from './program.ts';

describe('valet-key vault', () => {
  it('keeps what is piped in, lists it without its value, and forgets it', async () => {
    using place = workplace();
    const value = exampleOf('stripe-secret-key');
    const put = await place.run(['vault', 'put', 'stripe'], { input: `${value}\n` });
    assert.deepEqual([put.status, put.stdout, put.stderr], [0, '', 'Kept stripe (stripe-secret-key).\n']);
    const again = await place.run(['vault', 'put', 'stripe'], { input: value });
    assert.deepEqual([again.status, again.stderr], [0, 'The vault holds this value already.\n']);
    const list = await place.run(['vault', 'list']);
    assert.match(list.stdout, /^stripe {2}stripe-secret-key {2}\d{4}-\d\d-\d\d\n$/);
    const json = await place.run(['vault', 'list', '--json']);
    assert.deepEqual(Object.keys(JSON.parse(json.stdout) as object), ['name', 'kind', 'fingerprint', 'createdAt']);
    const removed = await place.run(['vault', 'rm', 'stripe']);
    assert.deepEqual([removed.status, removed.stderr], [0, 'Forgot stripe.\n']);
    const gone = await place.run(['vault', 'rm', 'stripe']);
    assert.deepEqual([gone.status, gone.stderr], [2, 'The vault holds no value named stripe.\n']);
    for (const { stdout, stderr } of [put, again, list, json, removed]) assert.ok(!(stdout + stderr).includes(value));
    assert.deepEqual(filesWith(place.home, value), []);
  });

  it("knows the kinds of a team's own services", async () => {
    using place = workplace();
    const body = Array.from('k7x2m9q4').toReversed().join('').repeat(2) + 'z5w8';
    const acme = {
      id: 'acme',
      title: 'Acme',
      anchors: ['acme_'],
      pattern: 'acme_[0-9a-z]{20}',
      rotate: 'https://acme.dev',
    };
    place.write({ '.vscode/settings.json': JSON.stringify({ 'valetKey.services.own': [acme] }) });
    const { status, stderr } = await place.run(['vault', 'put', 'ours'], { input: `acme_${body}` });
    assert.deepEqual([status, stderr], [0, 'Kept ours (acme).\n']);
  });

  it('writes over another value only when told to', async () => {
    using place = workplace();
    await place.run(['vault', 'put', 'a', '--kind', 'my-kind'], { input: newValue() });
    const [refused, replaced] = [
      await place.run(['vault', 'put', 'a'], { input: newValue() }),
      await place.run(['vault', 'put', 'a', '--replace'], { input: newValue() }),
    ];
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /another value named a, which stays\. To write over it: --replace/);
    assert.equal(replaced.status, 0);
  });

  it('never takes a value from an argument, nor repeats it', async () => {
    using place = workplace();
    const value = exampleOf('stripe-secret-key');
    for (const args of [
      ['vault', 'put', 'stripe', value],
      ['vault', 'put', `stripe=${value}!`],
      ['vault', value],
    ]) {
      const { status, stdout, stderr } = await place.run(args);
      assert.equal(status, 2);
      assert.ok(!(stdout + stderr).includes(value), args.join(' ').replaceAll(value, '(the value)'));
    }
  });

  it('makes no vault by looking', async () => {
    using place = workplace();
    const { status, stderr } = await place.run(['vault', 'list']);
    assert.deepEqual([status, stderr], [0, 'The vault is empty.\n']);
    assert.throws(() => statSync(join(place.home, 'valet-key/vault.json')));
  });

  it('says what to do where there is no key, no terminal and no passphrase', async () => {
    using place = workplace();
    const { status, stderr } = await place.run(['vault', 'put', 'a'], {
      input: newValue(),
      env: { VALET_KEY_PASSPHRASE_FILE: undefined },
    });
    assert.equal(status, 2);
    assert.match(stderr, /run in a terminal to be asked for one, or name a file/);
  });

  it('says so of a wrong passphrase, and of a file of it that is not there or empty', async () => {
    using place = workplace();
    await keep(place, ['a']);
    const rows: readonly (readonly [string, RegExp])[] = [
      [write(place.home, 'wrong', 'another passphrase\n'), /not the passphrase/],
      [join(place.home, 'missing'), /cannot read the file of VALET_KEY_PASSPHRASE_FILE \(ENOENT\)/],
      [write(place.home, 'empty', '\n'), /is empty/],
    ];
    for (const [path, says] of rows) {
      const { status, stderr } = await place.run(['vault', 'list'], { env: { VALET_KEY_PASSPHRASE_FILE: path } });
      assert.equal(status, 2);
      assert.match(stderr, says);
    }
  });

  it('exports under a passphrase of its own, and another machine imports it', async () => {
    using place = workplace();
    using other = workplace();
    const values = await keep(place, ['a', 'b']);
    const env = { VALET_KEY_EXPORT_PASSPHRASE_FILE: write(place.home, 'export', 'words for the journey\n') };
    const file = join(other.folder, 'values.json');
    const exported = await place.run(['vault', 'export', '--to', file], { env });
    assert.equal(exported.status, 0, exported.stderr);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    for (const value of Object.values(values)) assert.deepEqual(filesWith(other.folder, value), []);
    assert.match((await place.run(['vault', 'export', '--to', file], { env })).stderr, /is there already/);

    const imported = await other.run(['vault', 'import', 'values.json'], { env });
    assert.deepEqual([imported.status, imported.stderr], [0, 'Imported 2 of 2 values.\n']);
    assert.match((await other.run(['vault', 'list'])).stdout, /^a {2}.*\nb {2}/);
    const wrong = { VALET_KEY_EXPORT_PASSPHRASE_FILE: join(place.home, 'passphrase') };
    assert.match((await other.run(['vault', 'import', 'values.json'], { env: wrong })).stderr, /not the passphrase/);
    other.write({ 'no-export.json': '{}' });
    assert.match((await other.run(['vault', 'import', 'no-export.json'], { env })).stderr, /no export of a vault/);
  });

  it('exports nothing in the clear', async () => {
    using place = workplace();
    await keep(place, ['a']);
    const { status, stdout, stderr } = await place.run(['vault', 'export']);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /an export is encrypted/);
  });

  it('is set aside where it cannot be opened', async () => {
    using place = workplace();
    await keep(place, ['a']);
    writeFileSync(join(place.home, 'valet-key/vault.json'), 'broken');
    assert.match((await place.run(['vault', 'list'])).stderr, /run "valet-key vault set-aside" to begin a new one/);
    const { status, stderr } = await place.run(['vault', 'set-aside']);
    assert.equal(status, 0);
    assert.match(stderr, /The vault is kept as .*vault\..*\.json/);
    assert.equal((await place.run(['vault', 'list'])).status, 0);
  });

  it("goes through the editor's broker in one of its terminals", async () => {
    using place = workplace();
    const socketPath = join(place.home, 'run/broker.sock');
    const kept = { key: undefined as string | undefined };
    const client = new BrokerClient({
      brokerPath: join(import.meta.dirname, '../../src/broker/main.ts'),
      socketPath,
      keyStore: { read: () => Promise.resolve(kept.key), store: async (key) => void (kept.key = key) },
      env: { ...place.env, VALET_KEY_PASSPHRASE_FILE: undefined },
    });
    try {
      const value = randomBytes(12).toString('hex');
      await client.put({ name: 'from-editor', value, kind: 'k' });
      const env = { VALET_KEY_SOCKET: socketPath, VALET_KEY_PASSPHRASE_FILE: undefined };
      assert.match((await place.run(['vault', 'list'], { env })).stdout, /^from-editor {2}k {2}/);
      assert.equal((await place.run(['vault', 'put', 'from-terminal'], { env, input: value })).status, 0);
      assert.equal((await client.list()).length, 2);
    } finally {
      client.dispose();
    }
    const { status, stderr } = await place.run(['vault', 'list'], { env: { VALET_KEY_SOCKET: socketPath } });
    assert.equal(status, 2);
    assert.match(stderr, /the editor's secret storage/);
  });
});

function write(folder: string, name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
