import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Keychain } from '../../src/broker/vault/keychain.ts';
import { KeychainError } from '../../src/broker/vault/keychain.ts';
import { fingerprinting } from '../../src/broker/vault/fingerprint.ts';
import { openVault } from '../../src/broker/vault/vault.ts';
import type { ValueStore, VaultOptions } from '../../src/broker/vault/vault.ts';
import { unlock } from '../../src/broker/vault/unlock.ts';
import type { KeyPlaces } from '../../src/broker/vault/unlock.ts';

/** A folder of a test's own, removed when it ends. */
export function scratch(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'valet-key-broker-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 20 }) };
}

/** A value that stands nowhere else on the machine. */
export function newValue(): string {
  return `value-${randomBytes(18).toString('hex')}`;
}

/** A keychain in memory, which can be told to fail. */
export function fakeKeychain(): Keychain & { readonly kept: Map<string, Buffer>; broken: 'no' | 'reads' | 'writes' } {
  const kept = new Map<string, Buffer>();
  return {
    kept,
    broken: 'no',
    async read(account) {
      if (this.broken === 'reads') throw new KeychainError('locked');
      return kept.has(account) ? Buffer.from(kept.get(account) ?? '') : undefined;
    },
    async store(account, key) {
      if (this.broken !== 'no') throw new KeychainError('locked');
      kept.set(account, Buffer.from(key));
    },
    async remove(account) {
      kept.delete(account);
    },
  };
}

/** An unlocked vault in a folder. */
export async function vaultIn(
  folder: string,
  places: KeyPlaces,
  more: Partial<VaultOptions> = {},
): Promise<ValueStore> {
  const { dataKey, keyId } = await unlock(folder, places);
  return openVault({ folder, dataKey, keyId, fingerprint: fingerprinting(Buffer.alloc(32, 7)), ...more });
}

/** The files under a folder that hold a text, in the clear or in an encoding that needs no key. */
export function filesWith(folder: string, text: string): readonly string[] {
  const forms = [text, ...(['base64', 'hex'] as const).map((encoding) => Buffer.from(text).toString(encoding))];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = readFileSync(file, 'latin1');
      return forms.some((form) => bytes.includes(form));
    });
}
