import { dataFolder } from '../broker/disk/data-folder.ts';
import { fingerprinting, fingerprintKey } from '../broker/vault/fingerprint.ts';
import { loadKeychain } from '../broker/vault/keychain.ts';
import type { Keychain } from '../broker/vault/keychain.ts';
import { passphraseVariable, readPassphrase } from '../broker/vault/passphrase-file.ts';
import { BrokerError } from '../broker/protocol/faults.ts';
import { socketVariable } from '../broker/protocol/variables.ts';
import { unlock } from '../broker/vault/unlock.ts';
import type { Unlocked } from '../broker/vault/unlock.ts';
import { openVault, readVault, type ValueStore } from '../broker/vault/vault.ts';
import { CommandFault, systemCode } from './fault.ts';
import type { CliIo } from './io.ts';
import { askHidden } from './terminal.ts';

/**
 * The vault: through the editor's broker in a terminal that an editor opened, else with the key from the keychain or
 * under a passphrase. To `look` makes no vault where there is none: it is empty then.
 */
export async function openStore(io: CliIo, use: 'look' | 'keep'): Promise<ValueStore & Disposable> {
  const store = (await editorsStore(io)) ?? (await ownStore(io, use));
  return { ...store, [Symbol.dispose]: () => store.close() };
}

/** The editor may be gone while its terminal stays, as under tmux: then the vault is opened here, if it can be. */
async function editorsStore({ env }: CliIo): Promise<ValueStore | undefined> {
  const socketPath = env[socketVariable];
  if (!socketPath) return undefined;
  try {
    // What speaks to a broker is loaded where there is one.
    const { connectBroker } = await import('../broker/socket-client.ts');
    const store = await connectBroker(socketPath);
    await store.list().catch((error: unknown) => {
      store.close();
      throw error;
    });
    return store;
  } catch (error) {
    // Or it has not opened the vault, which a keychain opens here as well.
    if (error instanceof BrokerError && ['broker-gone', 'not-started'].includes(error.fault.code)) return undefined;
    throw error;
  }
}

async function ownStore(io: CliIo, use: 'look' | 'keep'): Promise<ValueStore> {
  const folder = dataFolder({ env: io.env });
  if (use === 'look' && !readVault(folder)) return emptyStore;
  const keychain = loadKeychain(io.env);
  const { dataKey, keyId } = await unlockAsking(folder, { keychain, io });
  return openVault({ folder, dataKey, keyId, fingerprint: fingerprinting(fingerprintKey(folder)) });
}

/** Who mistypes a passphrase that is not shown may try again; a file with it says the same each time. */
async function unlockAsking(
  folder: string,
  { keychain, io }: { readonly keychain: Keychain | undefined; readonly io: CliIo },
): Promise<Unlocked> {
  for (let tries = 1; ; tries++) {
    try {
      return await unlock(folder, {
        ...(keychain && { keychain }),
        passphrase: (forWhat) => passphraseOf(io, forWhat),
      });
    } catch (error) {
      const isMistyped = error instanceof BrokerError && error.fault.code === 'wrong-passphrase';
      if (!isMistyped || io.env[passphraseVariable] || tries >= mostTries) throw error;
      io.stderr.write('That is not its passphrase.\n');
    }
  }
}

const mostTries = 3;

const emptyStore: ValueStore = {
  put: () => Promise.reject(new BrokerError({ code: 'not-started' })),
  putAll: () => Promise.reject(new BrokerError({ code: 'not-started' })),
  list: () => Promise.resolve([]),
  remove: () => Promise.resolve(false),
  values: ([entry]) =>
    entry === undefined ? Promise.resolve({}) : Promise.reject(new BrokerError({ code: 'unknown-entry', entry })),
  close: () => undefined,
};

/** From the file that the environment names, else from whoever sits at the terminal. */
async function passphraseOf(io: CliIo, use: 'open' | 'create'): Promise<string | undefined> {
  const kept = passphraseIn(passphraseVariable, io.env);
  if (kept !== undefined) return kept;
  return use === 'open' ? askHidden('Passphrase of the vault: ', io) : newPassphrase('a new vault', io);
}

/** The first line of the file that a variable names; `undefined` where it names none. */
export function passphraseIn(variable: string, env: NodeJS.ProcessEnv): string | undefined {
  const path = env[variable];
  if (!path) return undefined;
  try {
    const passphrase = readPassphrase(path);
    if (passphrase !== undefined) return passphrase;
  } catch (error) {
    throw new CommandFault(`cannot read the file of ${variable} (${systemCode(error)})`, { cause: error });
  }
  throw new CommandFault(`the file of ${variable} is empty`);
}

/** Asked for twice, as nothing is shown of it; `undefined` where there is nobody to ask. */
export async function newPassphrase(purpose: string, io: CliIo): Promise<string | undefined> {
  const first = await askHidden(`Passphrase for ${purpose}: `, io);
  if (first === undefined) return undefined;
  if (first.length < leastPassphrase) {
    throw new CommandFault(`a passphrase has at least ${leastPassphrase} characters; several words are easy to keep`);
  }
  if ((await askHidden('The same again: ', io)) !== first) throw new CommandFault('the two passphrases differ');
  return first;
}

const leastPassphrase = 10;
