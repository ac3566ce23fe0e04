import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ensureDataFolder } from './disk/data-folder.ts';
import { fingerprinting, fingerprintKey } from './vault/fingerprint.ts';
import type { Keychain } from './vault/keychain.ts';
import { liveRuns, revokeLive } from './grants/live-runs.ts';
import { takeLock } from './disk/lock.ts';
import type { Lock } from './disk/lock.ts';
import { BrokerError } from './protocol/faults.ts';
import type { BrokerFaultCode } from './protocol/faults.ts';
import type { LiveRun } from './protocol/grants.ts';
import type { StartResult } from './protocol/vault.ts';
import { keyLength } from './vault/seal.ts';
import { unlock } from './vault/unlock.ts';
import type { KeyPlaces, Unlocked } from './vault/unlock.ts';
import { openVault, readVault, vaultPath } from './vault/vault.ts';
import type { ValueStore } from './vault/vault.ts';

/** What a broker does for one editor: it opens the vault once and keeps it open. */
export interface Session {
  fingerprintKey(): string;
  start(handedKey: string | undefined): Promise<StartResult>;
  /** The open vault; throws `not-started`. */
  vault(): ValueStore;
  liveRuns(): readonly LiveRun[];
  /** Asks the runs that hold these grants (`*` for all) to revoke them; how many grants that are. */
  revoke(grants: readonly string[]): number;
  close(): void;
}

export interface SessionPlaces {
  readonly keychain: Keychain | undefined;
  /** Of a vault that is there; `undefined` where nobody gives one. `tries`: how many were wrong before. */
  readonly passphrase: (use: 'open' | 'create', tries: number) => Promise<string | undefined>;
}

export function createSession(folder: string, { keychain, passphrase }: SessionPlaces): Session {
  let open: { readonly store: ValueStore; readonly result: StartResult } | undefined;
  let handover: Lock | undefined;

  function endHandover(): void {
    handover?.release();
    handover = undefined;
  }

  return {
    fingerprintKey: () => fingerprintKey(folder).toString('base64'),
    async start(handedKey) {
      if (open) return open.result;
      const handed = handedKey === undefined ? undefined : readHandedKey(handedKey);
      const places = { ...(keychain && { keychain }), ...(handed && { handed }) };
      const unlocked = await unlockTrying(folder, places, passphrase).catch((error: unknown) => {
        // A new vault whose key only the editor can keep, and which the editor has not got yet.
        if (!handed && codeOf(error) === 'no-key-store') return undefined;
        throw error;
      });
      if (!unlocked) {
        handover = await beginHandover(folder, handover);
        return { keySource: 'handed', newHandedKey: randomBytes(keyLength).toString('base64') };
      }
      const { source, dataKey, keyId } = unlocked;
      endHandover();
      const fingerprint = fingerprinting(fingerprintKey(folder));
      open = { store: openVault({ folder, dataKey, keyId, fingerprint }), result: { keySource: source } };
      return open.result;
    },
    vault() {
      if (!open) throw new BrokerError({ code: 'not-started' });
      return open.store;
    },
    liveRuns: () => liveRuns(folder),
    revoke: (grants) => revokeLive(folder, grants),
    close() {
      endHandover();
      open?.store.close();
      open = undefined;
    },
  };
}

/** Who mistypes a passphrase may try again. */
async function unlockTrying(
  folder: string,
  places: Omit<KeyPlaces, 'passphrase'>,
  passphrase: SessionPlaces['passphrase'],
): Promise<Unlocked> {
  for (let tries = 0; ; tries++) {
    try {
      return await unlock(folder, { ...places, passphrase: (use) => passphrase(use, tries) });
    } catch (error) {
      if (codeOf(error) !== 'wrong-passphrase' || tries + 1 >= mostTries) throw error;
    }
  }
}

const mostTries = 3;

function codeOf(error: unknown): BrokerFaultCode | undefined {
  return error instanceof BrokerError ? error.fault.code : undefined;
}

/**
 * Two windows may start at once and share one secret storage, which cannot compare and swap. So only one broker at a
 * time offers a new key, until its editor has kept it; the other finds a vault then and asks its editor again.
 */
async function beginHandover(folder: string, held: Lock | undefined): Promise<Lock> {
  if (held) return held;
  ensureDataFolder(folder);
  const lock = await takeLock(join(folder, 'handover.lock'));
  if (!readVault(folder)) return lock;
  lock.release();
  throw new BrokerError({ code: 'key-missing', path: vaultPath(folder), keySource: 'handed' });
}

function readHandedKey(text: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length === keyLength) return key;
  throw new BrokerError({ code: 'key-missing', keySource: 'handed' });
}
