import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Tail } from '../../core/audit/chain.ts';
import { auditFolder } from './audit-files.ts';
import { ensureDataFolder } from '../disk/data-folder.ts';
import { readIfThere, replaceDurably } from '../disk/durable-file.ts';
import { withLock } from '../disk/lock.ts';
import { holdsLine } from './signed-line.ts';
import { KeychainError } from '../vault/keychain.ts';
import type { Keychain } from '../vault/keychain.ts';
import type { ValueStore } from '../vault/vault.ts';
import { isRecord } from '../vault/vault-file.ts';

/** The end of the audit log, signed: shows when lines were cut off, which the chain alone cannot. */
export interface Checkpoint extends Tail {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** HMAC-SHA-256, hex. */
  readonly signature: string;
}

export interface Checkpoints {
  /** Signs an end of the log in the place of whatever was signed before. */
  keep(tail: Tail): Promise<void>;
  /** The same where the log leads on from what was signed before; where it does not, that is left to tell of it. */
  advance(tail: Tail): Promise<void>;
  /** The furthest that was kept and whose signature holds; `forged` where one stands that was not signed here. */
  read(): Promise<KeptCheckpoint>;
}

export interface KeptCheckpoint {
  readonly checkpoint?: Checkpoint;
  /** One was found that the key of the vault did not sign. */
  readonly forged: boolean;
  /** Of the file and the keychain's entry, which are written together, one is gone or was put back. */
  readonly lost?: 'file-missing' | 'file-older' | 'keychain-missing';
}

export interface CheckpointPlaces {
  readonly folder: string;
  readonly key: Uint8Array;
  /** Keeps a second copy, out of reach of whoever can write files alone. */
  readonly keychain?: Keychain | undefined;
  readonly now?: () => number;
}

/** Kept beside the log, and in the keychain where there is one: whoever puts back an older file is found out there. */
export function openCheckpoints({ folder, key, keychain, now = Date.now }: CheckpointPlaces): Checkpoints {
  const path = join(auditFolder(folder), 'checkpoint.json');
  const account = `audit-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  const lock = join(auditFolder(folder), 'checkpoint.lock');

  async function write({ count, hash }: Tail): Promise<void> {
    const time = now();
    const signature = sign(key, { count, hash, time });
    const text = `${JSON.stringify({ count, hash, time, signature })}\n`;
    await replaceDurably(path, text);
    if (keychain) await unlessBroken(keychain.store(account, Buffer.from(text, 'utf8')));
  }

  async function read(): Promise<KeptCheckpoint> {
    const inFile = judged(readIfThere(path));
    const inKeychain = keychain && (await unlessBroken(readEntry(keychain)));
    const both = [inFile, inKeychain ?? absent];
    const signed = both.flatMap(({ checkpoint }) => checkpoint ?? []);
    const furthest = signed.toSorted((one, other) => other.count - one.count)[0];
    const lost = inKeychain && whatIsLost(inFile, inKeychain);
    const forged = both.some(({ isForged }) => isForged);
    return { ...(furthest && { checkpoint: furthest }), forged, ...(lost && { lost }) };
  }

  async function readEntry(from: Keychain): Promise<Judged> {
    return judged(await from.read(account));
  }

  function judged(text: Uint8Array | undefined): Judged {
    if (text === undefined) return absent;
    const checkpoint = parse(Buffer.from(text).toString('utf8'));
    return checkpoint && isSigned(key, checkpoint) ? { checkpoint, isForged: false } : { isForged: true };
  }

  return {
    read,
    async keep(tail) {
      ensureDataFolder(auditFolder(folder));
      await withLock(lock, () => write(tail));
    },
    async advance(tail) {
      await withLock(lock, async () => {
        const { checkpoint: before } = await read();
        if (!before || (before.count < tail.count && holdsLine(folder, before))) await write(tail);
      });
    },
  };
}

interface Judged {
  readonly checkpoint?: Checkpoint;
  readonly isForged: boolean;
}

const absent: Judged = { isForged: false };

/** The file is written first: it may be ahead of a keychain that was locked, and is never behind. */
function whatIsLost(
  { checkpoint: inFile }: Judged,
  { checkpoint: inKeychain }: Judged,
): KeptCheckpoint['lost'] | undefined {
  if (!inKeychain) return inFile && 'keychain-missing';
  if (!inFile) return 'file-missing';
  return inFile.count < inKeychain.count && inFile.time < inKeychain.time ? 'file-older' : undefined;
}

/** The key that signs, kept in the vault under a name that no request can ask for: those begin with a letter or digit. */
export async function checkpointKey(store: ValueStore): Promise<Uint8Array> {
  const made = randomBytes(32).toString('base64');
  // Another broker may make it at the same time: whoever is second reads what the first one put.
  await store.put({ name: checkpointKeyName, value: made, kind: 'audit-key' });
  const { [checkpointKeyName]: kept = '' } = await store.values([checkpointKeyName]);
  return Buffer.from(kept, 'base64');
}

const checkpointKeyName = '.audit';

function sign(key: Uint8Array, { count, hash, time }: Omit<Checkpoint, 'signature'>): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['valet-key-checkpoint', 1, count, hash, time]))
    .digest('hex');
}

function isSigned(key: Uint8Array, checkpoint: Checkpoint): boolean {
  const expected = Buffer.from(sign(key, checkpoint), 'hex');
  const given = Buffer.from(checkpoint.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function parse(text: string): Checkpoint | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!isRecord(read)) return undefined;
  const { count, hash, time, signature } = read;
  if (typeof count !== 'number' || typeof hash !== 'string') return undefined;
  return typeof time === 'number' && typeof signature === 'string' ? { count, hash, time, signature } : undefined;
}

/** A locked keychain must not stop a run: the file holds the checkpoint too. */
async function unlessBroken<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof KeychainError) return undefined;
    throw error;
  }
}
