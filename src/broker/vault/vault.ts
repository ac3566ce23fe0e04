import { timingSafeEqual } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { diskFault } from '../disk/disk-fault.ts';
import { clearLeftovers, readIfThere, writeDurably } from '../disk/durable-file.ts';
import { withLock } from '../disk/lock.ts';
import { BrokerError } from '../protocol/faults.ts';
import type { PutAllResult, PutParams, PutResult, VaultEntry } from '../protocol/vault.ts';
import { seal, SealError, unseal } from './seal.ts';
import { formatVault, parseVault, placeOf } from './vault-file.ts';
import type { SealedEntry, VaultFile } from './vault-file.ts';

/** Where values are kept: the vault here, or the broker that owns it. */
export interface ValueStore {
  put(params: PutParams): Promise<PutResult>;
  /** Puts all of them with one write, or none of them where a name holds another value. */
  putAll(values: readonly PutParams[]): Promise<PutAllResult>;
  /** Without the vault's own entries, whose names begin with a dot. */
  list(): Promise<readonly VaultEntry[]>;
  remove(name: string): Promise<boolean>;
  /** Throws `unknown-entry` where one is missing: a task gets all of its values or none. */
  values(names: readonly string[]): Promise<Readonly<Record<string, string>>>;
  close(): void;
}

export interface VaultOptions {
  readonly folder: string;
  /** The data key; the vault owns it from now on and wipes it when it closes. */
  readonly dataKey: Buffer;
  /** The id of the wrapping that gave the data key: it changes when another process rekeys. */
  readonly keyId: string;
  readonly fingerprint: (value: string) => string;
  readonly now?: () => Date;
  /** Replaces the file as a whole; a test hands in one that fails. */
  readonly write?: typeof writeDurably;
}

export function vaultPath(folder: string): string {
  return join(folder, 'vault.json');
}

export function lockPath(folder: string): string {
  return join(folder, 'vault.lock');
}

/** The vault as it stands; `undefined` where there is none. Needs no key. */
export function readVault(folder: string): VaultFile | undefined {
  const path = vaultPath(folder);
  const bytes = readIfThere(path);
  return bytes && parseVault(bytes.toString('utf8'), path);
}

/** Moves a vault that cannot be opened out of the way, whole, and says where to. */
export async function setAside(folder: string, now: Date): Promise<string | undefined> {
  return withLock(lockPath(folder), () => {
    const path = vaultPath(folder);
    if (!existsSync(path)) return undefined;
    const aside = `${path.slice(0, -'.json'.length)}.${now.toISOString().replaceAll(':', '-')}.json`;
    try {
      renameSync(path, aside);
    } catch (error) {
      throw diskFault(path, error);
    }
    return aside;
  });
}

/** An unlocked vault. Every operation reads the file anew: other processes use it too. */
export function openVault(options: VaultOptions): ValueStore {
  return {
    put: (params) => changing(options, (file) => put(file, params, options)),
    putAll: (values) => changing(options, (file) => putAll(file, values, options)),
    remove: (name) => changing(options, (file) => remove(file, name)),
    async list() {
      const { entries } = current(options);
      const own = Object.entries(entries).filter(([name]) => !name.startsWith('.'));
      return own.map(([name, entry]) => describe(name, entry, options));
    },
    async values(names) {
      const { entries } = current(options);
      return Object.fromEntries(
        names.map((name) => {
          const entry = entries[name];
          if (!entry) throw new BrokerError({ code: 'unknown-entry', entry: name });
          return [name, reveal(name, entry, options).toString('utf8')];
        }),
      );
    },
    close: () => void options.dataKey.fill(0),
  };
}

function put({ entries }: VaultFile, params: PutParams, options: VaultOptions): Change<PutResult> {
  const changed = copyOf(entries);
  const status = place(params, changed, options);
  return { result: { status }, ...(changes(status) && { entries: changed }) };
}

function putAll({ entries }: VaultFile, values: readonly PutParams[], options: VaultOptions): Change<PutAllResult> {
  const changed = copyOf(entries);
  const statuses = values.map((params) => place(params, changed, options));
  const taken = values.filter((_, index) => statuses[index] === 'other').map(({ name }) => name);
  return { result: { taken }, ...(taken.length === 0 && statuses.some(changes) && { entries: changed }) };
}

type Entries = Record<string, SealedEntry>;

/** A name like `__proto__` is a name here as well. */
function copyOf(entries: Readonly<Entries>): Entries {
  return Object.assign(Object.create(null) as Entries, entries);
}

function changes(status: PutResult['status']): boolean {
  return status === 'created' || status === 'replaced';
}

/** Puts a value among entries that nobody else sees yet. */
function place(params: PutParams, entries: Entries, options: VaultOptions): PutResult['status'] {
  const { name, value, kind, replace = false } = params;
  const { dataKey, now = () => new Date() } = options;
  const before = entries[name];
  const bytes = Buffer.from(value, 'utf8');
  try {
    if (before && holds(reveal(name, before, options), bytes)) return 'same';
    if (before && !replace) return 'other';
    const open = { version: (before?.version ?? 0) + 1, kind, createdAt: now().toISOString() };
    entries[name] = { ...open, value: seal(dataKey, bytes, placeOf(name, open)) };
    return before ? 'replaced' : 'created';
  } finally {
    bytes.fill(0);
  }
}

function remove({ entries }: VaultFile, name: string): Change<boolean> {
  if (!entries[name]) return { result: false };
  return { result: true, entries: Object.fromEntries(Object.entries(entries).filter(([other]) => other !== name)) };
}

function describe(name: string, entry: SealedEntry, options: VaultOptions): VaultEntry {
  const value = reveal(name, entry, options);
  const fingerprint = options.fingerprint(value.toString('utf8'));
  value.fill(0);
  return { name, kind: entry.kind, fingerprint, createdAt: entry.createdAt };
}

function reveal(name: string, { value, ...rest }: SealedEntry, { dataKey, folder }: VaultOptions): Buffer {
  try {
    return unseal(dataKey, value, placeOf(name, rest));
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new BrokerError({ code: 'vault-corrupt', path: vaultPath(folder), entry: name }, { cause: error });
  }
}

interface Change<Result> {
  readonly result: Result;
  /** Absent where nothing changes. */
  readonly entries?: Readonly<Record<string, SealedEntry>>;
}

/** Reads, changes and writes the vault while no other process does. */
async function changing<Result>(options: VaultOptions, change: (file: VaultFile) => Change<Result>): Promise<Result> {
  const { folder, write = writeDurably } = options;
  const path = vaultPath(folder);
  return withLock(lockPath(folder), (lock) => {
    const file = current(options);
    const { result, entries } = change(file);
    if (entries) {
      clearLeftovers(path);
      clearLeftovers(lockPath(folder));
      write(path, formatVault({ ...file, entries }), () => lock.confirm());
    }
    return result;
  });
}

/** The vault as it stands, still under the key it was opened with. */
function current({ folder, keyId }: VaultOptions): VaultFile {
  const file = readVault(folder);
  if (file?.key.id === keyId) return file;
  throw new BrokerError({ code: 'key-missing', path: vaultPath(folder), ...(file && { keySource: file.key.source }) });
}

function holds(kept: Buffer, value: Buffer): boolean {
  const same = kept.length === value.length && timingSafeEqual(kept, value);
  kept.fill(0);
  return same;
}
