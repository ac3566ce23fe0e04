import { createHash, randomBytes } from 'node:crypto';
import { ensureDataFolder } from '../disk/data-folder.ts';
import { writeDurably } from '../disk/durable-file.ts';
import { KeychainError } from './keychain.ts';
import type { Keychain } from './keychain.ts';
import { withLock } from '../disk/lock.ts';
import { BrokerError } from '../protocol/faults.ts';
import type { KeySource } from '../protocol/faults.ts';
import { keyLength, newStretching, seal, SealError, stretch, unseal } from './seal.ts';
import { lockPath, readVault, vaultPath } from './vault.ts';
import { formatVault, keyPlace } from './vault-file.ts';
import type { SealedEntry, VaultFile, WrappedKey } from './vault-file.ts';

/** The places that may hold the key of the vault, those that this process can reach. */
export interface KeyPlaces {
  readonly keychain?: Keychain;
  /** The key that an editor handed over. */
  readonly handed?: Buffer;
  /** Asks for the passphrase of the vault, or for one for a new vault; `undefined` where there is nobody to ask. */
  readonly passphrase?: (use: 'open' | 'create') => Promise<string | undefined>;
}

/** The key that every value is sealed under. Whoever gets it wipes it. */
export interface Unlocked {
  readonly source: KeySource;
  readonly keyId: string;
  readonly dataKey: Buffer;
}

/** Opens the vault with the key it was wrapped with, from where that is kept; makes an empty vault where none is. */
export async function unlock(folder: string, places: KeyPlaces): Promise<Unlocked> {
  const file = readVault(folder);
  return file ? unwrap(folder, file.key, places) : createVault(folder, places);
}

/** Gets the data key out of its wrapping, only ever from the place that the vault names. */
export async function unwrap(folder: string, key: WrappedKey, places: KeyPlaces): Promise<Unlocked> {
  const fault = { path: vaultPath(folder), keySource: key.source };
  const wrapping = await wrappingKeyOf(key, places).catch((error: unknown) => {
    if (!(error instanceof KeychainError)) throw error;
    throw new BrokerError({ code: 'key-missing', ...fault }, { cause: error });
  });
  if (!wrapping) throw new BrokerError({ code: 'key-missing', ...fault });
  try {
    const dataKey = unseal(wrapping, key.wrapped, keyPlace(key.source, key.id));
    return { source: key.source, keyId: key.id, dataKey };
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    const code = key.source === 'passphrase' ? 'wrong-passphrase' : 'key-missing';
    throw new BrokerError({ code, ...fault }, { cause: error });
  } finally {
    wrapping.fill(0);
  }
}

/** Where a new vault's key goes: the first place that works, in the order keychain, editor, passphrase. */
export async function choosePlace(folder: string, places: KeyPlaces): Promise<NewPlace> {
  if (places.keychain && (await answers(places.keychain, accountOf(folder)))) {
    return { source: 'keychain', keychain: places.keychain };
  }
  if (places.handed) return { source: 'handed', key: Buffer.from(places.handed) };
  const passphrase = await places.passphrase?.('create');
  if (passphrase === undefined) throw new BrokerError({ code: 'no-key-store' });
  return { source: 'passphrase', passphrase };
}

export type NewPlace =
  | { readonly source: 'keychain'; readonly keychain: Keychain }
  | { readonly source: 'handed'; readonly key: Buffer }
  | { readonly source: 'passphrase'; readonly passphrase: string };

/** A fresh data key in its wrapping. Only to be called under the vault's lock. */
export async function wrapNewKey(folder: string, place: NewPlace): Promise<{ key: WrappedKey; unlocked: Unlocked }> {
  const id = randomBytes(8).toString('hex');
  const dataKey = randomBytes(keyLength);
  const wrap = (wrapping: Buffer) => {
    const wrapped = seal(wrapping, dataKey, keyPlace(place.source, id));
    wrapping.fill(0);
    return { id, wrapped };
  };
  const unlocked = { source: place.source, keyId: id, dataKey };
  if (place.source === 'handed') return { key: { source: 'handed', ...wrap(place.key) }, unlocked };
  if (place.source === 'keychain') {
    const account = accountOf(folder);
    const wrapping = await keptOrNew(place.keychain, account);
    return { key: { source: 'keychain', account, ...wrap(wrapping) }, unlocked };
  }
  const stretching = newStretching();
  const wrapping = await stretch(place.passphrase, stretching);
  return { key: { source: 'passphrase', stretching, ...wrap(wrapping) }, unlocked };
}

async function createVault(folder: string, places: KeyPlaces): Promise<Unlocked> {
  ensureDataFolder(folder);
  // Whoever is asked for a passphrase takes their time: that happens before the lock is taken.
  const place = await choosePlace(folder, places);
  const created = await withLock(lockPath(folder), async (lock) => {
    if (readVault(folder)) return undefined;
    try {
      const { key, unlocked } = await wrapNewKey(folder, place);
      writeVault(folder, { key, entries: {} }, () => lock.confirm());
      return unlocked;
    } catch (error) {
      if (error instanceof KeychainError) return 'no-keychain';
      throw error;
    }
  });
  if (created === 'no-keychain') return createVault(folder, withoutKeychain(places));
  return created ?? unlock(folder, places);
}

export function writeVault(
  folder: string,
  { key, entries }: { key: WrappedKey; entries: Readonly<Record<string, SealedEntry>> },
  beforeRename: () => void,
): void {
  const file: VaultFile = { format: 'valet-key-vault', version: 1, key, entries };
  writeDurably(vaultPath(folder), formatVault(file), beforeRename);
}

async function wrappingKeyOf(key: WrappedKey, places: KeyPlaces): Promise<Buffer | undefined> {
  if (key.source === 'keychain') return places.keychain?.read(key.account);
  if (key.source === 'handed') return places.handed && Buffer.from(places.handed);
  const passphrase = await places.passphrase?.('open');
  return passphrase === undefined ? undefined : stretch(passphrase, key.stretching);
}

async function answers(keychain: Keychain, account: string): Promise<boolean> {
  try {
    await keychain.read(account);
    return true;
  } catch (error) {
    if (error instanceof KeychainError) return false;
    throw error;
  }
}

/** Reads the key back before anything is sealed under it: a keychain that forgets must show now. */
async function keptOrNew(keychain: Keychain, account: string): Promise<Buffer> {
  const kept = await keychain.read(account);
  if (kept?.length === keyLength) return kept;
  const fresh = randomBytes(keyLength);
  await keychain.store(account, fresh);
  const readBack = await keychain.read(account);
  if (!readBack?.equals(fresh)) throw new KeychainError('the keychain did not keep a key');
  return fresh;
}

/** One account a data folder, so that a second vault on the machine has a key of its own. */
function accountOf(folder: string): string {
  return `vault-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
}

function withoutKeychain({ handed, passphrase }: KeyPlaces): KeyPlaces {
  return { ...(handed && { handed }), ...(passphrase && { passphrase }) };
}
