import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { BrokerClient } from '../../../src/broker/client.ts';
import type { BrokerFaultCode } from '../../../src/broker/protocol/faults.ts';
import { exampleOf } from '../../example.ts';
import { closeEverything, file, openFile } from '../scene.ts';
import { createBench } from './bench.ts';
import { manifestText, noManifest } from './manifests.ts';

describe('a vault that is really broken', () => {
  beforeEach(noManifest);
  afterEach(closeEverything);

  it('was damaged: nothing is replaced, and the vault stays as it is', async () => {
    await refusing('vault-corrupt', async (home) => writeFile(join(home, 'vault.json'), 'no vault'));
  });

  it('has lost its key: nothing is replaced', async () => {
    await refusing('key-missing', async (home) => {
      await withClient(home, async (client) => void (await client.putAll([{ name: 'a', value: 'b', kind: 'k' }])));
    });
  });

  it('is held by another program for too long: nothing is replaced', async () => {
    await refusing('vault-locked', async (home, client) => {
      await client.putAll([{ name: 'a', value: 'b', kind: 'k' }]);
      const start = (await readFile('/proc/self/stat', 'latin1')).split(') ')[1]?.split(' ')[19];
      const holder = { token: 'another', pid: process.pid, host: hostname(), start };
      await writeFile(join(home, 'vault.lock'), JSON.stringify(holder));
    });
  }).timeout(60_000);

  it('cannot be written, as on a full disk: nothing is replaced', async function () {
    if (process.getuid?.() === 0) {
      console.log('      (skipped: root may write everywhere)');
      this.skip();
    }
    await refusing('disk', async (home, client) => {
      await client.putAll([{ name: 'a', value: 'b', kind: 'k' }]);
      await chmod(home, 0o500);
    });
  });
});

/** A fix with a real broker whose vault was broken before: the text and the manifest stay. */
async function refusing(
  code: BrokerFaultCode,
  breakIt: (home: string, client: BrokerClient) => Promise<void>,
): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'valet-key-broken-'));
  const source = `const key = '${exampleOf('stripe-secret-key')}';\n`;
  const { document } = await openFile(file('js'), source);
  try {
    await withClient(home, async (client) => {
      await breakIt(home, client);
      const bench = createBench(() => (values) => client.putAll(values));
      const outcome = await bench.replace([document.uri]);
      bench.dispose();
      assert.ok(outcome.type === 'fault' && outcome.fault.code === 'vault', JSON.stringify(outcome));
      assert.equal(outcome.fault.fault.code, code);
      assert.equal(document.getText(), source);
      assert.equal(await manifestText(), undefined);
    });
  } finally {
    await chmod(home, 0o700);
    // A broker that ends still keeps what it compiled.
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function withClient(home: string, use: (client: BrokerClient) => Promise<void>): Promise<void> {
  let kept: string | undefined = randomBytes(32).toString('base64');
  const keyStore = { read: async () => kept, store: async (key: string) => void (kept = key) };
  const extension = vscode.extensions.getExtension('valet-key.valet-key');
  assert.ok(extension);
  const brokerPath = vscode.Uri.joinPath(extension.extensionUri, 'dist', 'broker.mjs').fsPath;
  const env = { VALET_KEY_HOME: home, XDG_DATA_HOME: home, HOME: home, VALET_KEY_KEYCHAIN: 'off' };
  const client = new BrokerClient({ brokerPath, keyStore, env });
  try {
    await use(client);
  } finally {
    client.dispose();
  }
}
