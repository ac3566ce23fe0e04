import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { BrokerClient } from '../../../src/broker/client.ts';
import { exampleOf } from '../../example.ts';
import { closeEverything, file, openFile } from '../scene.ts';
import { createBench } from './bench.ts';
import { noManifest } from './manifests.ts';

describe('a broker that is killed in the middle of a fix', () => {
  beforeEach(noManifest);
  afterEach(closeEverything);

  for (const delay of [5, 20]) {
    it(`${delay} ms after it was asked to keep the value: the literal is in the text, or the value is in the vault`, async function () {
      if (process.platform !== 'linux') {
        console.log('      (skipped: finds its broker by /proc)');
        this.skip();
      }
      const home = await mkdtemp(join(tmpdir(), 'valet-key-killed-'));
      let kept: string | undefined;
      const keyStore = { read: async () => kept, store: async (key: string) => void (kept = key) };
      const brokerPath = vscode.Uri.joinPath(extension().extensionUri, 'dist', 'broker.mjs').fsPath;
      const env = { VALET_KEY_HOME: home, XDG_DATA_HOME: home, HOME: home, DBUS_SESSION_BUS_ADDRESS: undefined };
      const client = new BrokerClient({ brokerPath, keyStore, env });
      let killed = 0;
      const bench = createBench(() => async (values) => {
        const putting = client.putAll(values);
        for (let tries = 0; killed === 0 && tries < 2000; tries++) {
          await sleep(delay);
          killed = killBrokersOf(home);
        }
        return putting;
      });
      const key = exampleOf('stripe-secret-key');
      const { document } = await openFile(file('js'), `const key = '${key}';\n`);
      await bench.replace([document.uri]);
      if (!document.getText().includes(key)) {
        const [entry] = await client.list();
        assert.ok(entry);
        assert.deepEqual(await client.values([entry.name]), { [entry.name]: key });
      }
      assert.equal(killed, 1);
      client.dispose();
      bench.dispose();
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    });
  }
});

function extension(): vscode.Extension<unknown> {
  const own = vscode.extensions.getExtension('valet-key.valet-key');
  assert.ok(own);
  return own;
}

/** Ends the brokers that were started with this home, and no others; answers how many. */
function killBrokersOf(home: string): number {
  const own = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && environmentOf(pid).includes(home));
  for (const pid of own) process.kill(Number(pid), 'SIGKILL');
  return own.length;
}

function environmentOf(pid: string): string {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return command.includes('broker.mjs') ? readFileSync(`/proc/${pid}/environ`, 'utf8') : '';
  } catch (error) {
    // It ended while the list was read, or is somebody else's.
    if (error instanceof Error) return '';
    throw error;
  }
}
