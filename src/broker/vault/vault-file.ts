import { BrokerError } from '../protocol/faults.ts';
import { isSaneStretching } from './seal.ts';
import type { Sealed, Stretching } from './seal.ts';

/**
 * `vault.json`: a data key, wrapped by the key that a keychain, an editor or a passphrase holds, and every value under
 * the data key. Names, kinds and dates stand open, so that listing what is missing needs no key.
 */
export interface VaultFile {
  readonly format: 'valet-key-vault';
  readonly version: 1;
  readonly key: WrappedKey;
  readonly entries: Readonly<Record<string, SealedEntry>>;
}

export type WrappedKey =
  /** `account` is the keychain's. */
  | { readonly source: 'keychain'; readonly account: string; readonly id: string; readonly wrapped: Sealed }
  | { readonly source: 'handed'; readonly id: string; readonly wrapped: Sealed }
  | {
      readonly source: 'passphrase';
      readonly stretching: Stretching;
      readonly id: string;
      readonly wrapped: Sealed;
    };

export interface SealedEntry {
  /** Counts the values that stood under this name. */
  readonly version: number;
  readonly kind: string;
  readonly createdAt: string;
  readonly value: Sealed;
}

/** What a value's box is bound to. */
export function placeOf(name: string, entry: Omit<SealedEntry, 'value'>): readonly (string | number)[] {
  return ['valet-key-vault', 1, 'entry', name, entry.version, entry.kind, entry.createdAt];
}

/** What the wrapped key's box is bound to. */
export function keyPlace(source: WrappedKey['source'], id: string): readonly (string | number)[] {
  return ['valet-key-vault', 1, 'key', source, id];
}

/** Throws the fault `vault-corrupt` for whatever is no vault. */
export function parseVault(text: string, path: string): VaultFile {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // The parser's own message quotes the text: it is not passed on.
    throw new BrokerError({ code: 'vault-corrupt', path });
  }
  if (!isVaultFile(read)) throw new BrokerError({ code: 'vault-corrupt', path });
  // A name like `__proto__` must be a name and nothing else.
  return { ...read, entries: Object.assign(Object.create(null) as Record<string, SealedEntry>, read.entries) };
}

export function formatVault(file: VaultFile): string {
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function isVaultFile(value: unknown): value is VaultFile {
  if (!isRecord(value) || value['format'] !== 'valet-key-vault' || value['version'] !== 1) return false;
  if (!isWrappedKey(value['key']) || !isRecord(value['entries'])) return false;
  return Object.values(value['entries']).every(isEntry);
}

function isWrappedKey(value: unknown): value is WrappedKey {
  if (!isRecord(value) || typeof value['id'] !== 'string' || !isSealed(value['wrapped'])) return false;
  if (value['source'] === 'keychain') return typeof value['account'] === 'string';
  if (value['source'] === 'handed') return true;
  return value['source'] === 'passphrase' && isStretching(value['stretching']);
}

export function isStretching(value: unknown): value is Stretching {
  if (!isRecord(value)) return false;
  const { salt, N, r, p } = value;
  if (typeof salt !== 'string' || typeof N !== 'number' || typeof r !== 'number' || typeof p !== 'number') return false;
  return isSaneStretching({ salt, N, r, p });
}

function isEntry(value: unknown): value is SealedEntry {
  if (!isRecord(value) || typeof value['version'] !== 'number') return false;
  return typeof value['kind'] === 'string' && typeof value['createdAt'] === 'string' && isSealed(value['value']);
}

export function isSealed(value: unknown): value is Sealed {
  return isRecord(value) && typeof value['nonce'] === 'string' && typeof value['box'] === 'string';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
