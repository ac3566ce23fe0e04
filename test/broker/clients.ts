import assert from 'node:assert/strict';
import { join } from 'node:path';
import { BrokerClient } from '../../src/broker/client.ts';
import type { BrokerClientOptions, HandedKeyStore } from '../../src/broker/client.ts';
import { BrokerError } from '../../src/broker/protocol/faults.ts';

export const brokerPath = join(import.meta.dirname, '../../src/broker/main.ts');

/** An editor's end of a real broker, which ends with it. */
export function clientOf(folder: string, options: Partial<BrokerClientOptions>): BrokerClient & Disposable {
  const client = new BrokerClient({
    brokerPath,
    keyStore: memoryStore(),
    env: envOf(folder),
    ...options,
  });
  return Object.assign(client, { [Symbol.dispose]: () => client.dispose() });
}

export function envOf(folder: string) {
  return { VALET_KEY_HOME: folder, VALET_KEY_KEYCHAIN: 'off' };
}

export function memoryStore(kept?: string): HandedKeyStore & { kept: string | undefined } {
  return {
    kept,
    async read() {
      return this.kept;
    },
    async store(key) {
      this.kept = key;
    },
  };
}

export async function fails(promise: Promise<unknown>, code: string): Promise<void> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof BrokerError, `a fault, not ${String(error)}`);
  assert.equal(error.fault.code, code);
}
