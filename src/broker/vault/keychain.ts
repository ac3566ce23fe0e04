import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AsyncEntry, EntryOptions } from '@napi-rs/keyring';
import { systemCodeOf } from '../disk/disk-fault.ts';

/** The operating system's own store of secrets. It holds the vault's key and no value. */
export interface Keychain {
  /** `undefined` where the account has none. Throws `KeychainError`. */
  read(account: string): Promise<Buffer | undefined>;
  store(account: string, key: Buffer): Promise<void>;
  remove(account: string): Promise<void>;
}

/** There is a keychain, but it is locked, refuses, or its user did not answer. */
export class KeychainError extends Error {
  override readonly name = 'KeychainError';
}

/**
 * The keychain of this machine, `undefined` where there is none. The native module is loaded when it is first needed:
 * where its build for this platform is missing, that is the same as having no keychain.
 */
export function loadKeychain(env: Readonly<Record<string, string | undefined>>): Keychain | undefined {
  if (env['VALET_KEY_KEYCHAIN'] === 'off') return undefined;
  const binding = loadBinding();
  return binding && keychainOf(binding);
}

interface Binding {
  readonly AsyncEntry: new (service: string, account: string, options?: EntryOptions) => AsyncEntry;
}

function keychainOf({ AsyncEntry }: Binding): Keychain {
  const entryOf = (account: string) => new AsyncEntry(service, account, secretService);
  return {
    async read(account) {
      const text = await answer('read', (signal) => entryOf(account).getPassword(signal));
      return text === null ? undefined : Buffer.from(text, 'base64');
    },
    store: (account, key) => answer('store', (signal) => entryOf(account).setPassword(key.toString('base64'), signal)),
    async remove(account) {
      await answer('remove', (signal) => entryOf(account).deleteCredential(signal));
    },
  };
}

const service = 'valet-key';
/** Without this, a Linux without a secret service falls back to the kernel's memory and forgets the key at the end. */
const secretService: EntryOptions = { linux: { store: 'secret-service' } };
/** A locked keychain asks its user for a password first. */
const patience = 60_000;

async function answer<T>(verb: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const late = sleep(patience, undefined, { signal: ending.signal }).then(
    () => Promise.reject(new KeychainError(`the keychain did not ${verb} a key in time`)),
    () => new Promise<never>(() => {}),
  );
  try {
    return await Promise.race([Promise.resolve(ask(ending.signal)), late]);
  } catch (error) {
    if (error instanceof KeychainError) throw error;
    throw new KeychainError(`the keychain could not ${verb} a key`, { cause: error });
  } finally {
    ending.abort();
  }
}

/** Beside the bundle lie the builds for the platforms that the extension supports; in development, the package. */
function loadBinding(): Binding | undefined {
  const require = createRequire(import.meta.url);
  for (const name of [`./keyring.${platformName()}.node`, '@napi-rs/keyring']) {
    try {
      return require(name) as Binding;
    } catch (error) {
      // A build that is missing, or made for another system, leaves the machine without a keychain.
      if (!['MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED', undefined].includes(systemCodeOf(error))) throw error;
    }
  }
  return undefined;
}

function platformName(): string {
  const name = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') return `${name}-msvc`;
  if (process.platform !== 'linux') return name;
  if (process.arch === 'arm') return `${name}-gnueabihf`;
  return `${name}-${isGlibc() ? 'gnu' : 'musl'}`;
}

/** By what this process has loaded. Node's own report says it too, and asks for the names of all that it is connected to. */
function isGlibc(): boolean {
  try {
    return !readFileSync('/proc/self/maps', 'latin1').includes('/ld-musl-');
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    return true;
  }
}
