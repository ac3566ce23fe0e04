import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { diskFault, systemCodeOf } from './disk-fault.ts';
import { isRunning, startOf } from './process-start.ts';
import { BrokerError } from '../protocol/faults.ts';

/** Held by one process at a time. */
export interface Lock {
  /** Throws where another process took the lock, as after a long sleep of the machine. */
  confirm(): void;
  release(): void;
}

export interface LockOptions {
  /** How long to wait for another process, in milliseconds. */
  readonly patience?: number;
}

/** Runs an action while no other process runs one under the same lock. */
export async function withLock<T>(
  path: string,
  action: (lock: Lock) => T | Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const lock = await takeLock(path, options);
  try {
    return await action(lock);
  } finally {
    lock.release();
  }
}

/** Waits for the lock; a lock whose holder is gone is taken over. */
export async function takeLock(path: string, options: LockOptions = {}): Promise<Lock> {
  const claim = claimTo(path);
  try {
    const lock = await claim.take(options);
    return {
      confirm: () => lock.confirm(),
      release() {
        lock.release();
        claim.drop();
      },
    };
  } catch (error) {
    claim.drop();
    throw error;
  }
}

/** For who takes the same lock again and again: what names its holder is written once, and linked each time. */
export interface Claim {
  /** The lock where it is free at this moment; `undefined` where it is not. */
  tryToTake(): Lock | undefined;
  /** Waits for it; a lock whose holder is gone is taken over. */
  take(options?: LockOptions): Promise<Lock>;
  /** Leaves nothing behind; it can be taken again all the same. */
  drop(): void;
}

export function claimTo(path: string): Claim {
  const token = `${process.pid}.${randomBytes(8).toString('hex')}`;
  const named = `${path}.${token}.tmp`;
  let name: Named | undefined;

  const isHeld = (): boolean =>
    name?.inode === undefined ? readHolder(path)?.token === token : inodeOf(path) === name.inode;
  const lock: Lock = {
    confirm() {
      if (!isHeld()) throw new BrokerError({ code: 'vault-locked', path });
    },
    release() {
      if (isHeld()) removeIfThere(path);
    },
  };

  /** The lock appears with its holder's name in it, or not at all: whoever is killed on the way leaves no riddle. */
  function isTaken(): boolean {
    if (!name && existsSync(path)) return false;
    try {
      name = name ? refreshed(name, named) : writeName(named, token);
      linkSync(named, path);
      return true;
    } catch (error) {
      const code = systemCodeOf(error) ?? '';
      // Without the named file another process has cleared it as a leftover, which it was not: once more.
      if (!name || code === 'ENOENT') forget();
      if (['EEXIST', 'ENOENT'].includes(code) && existsSync(dirname(path))) return false;
      if (!withoutLinks.has(code)) throw diskFault(path, error);
      name = { refreshedAt: Infinity };
      return takeWithoutLinks(path, token);
    }
  }

  function forget(): void {
    name = undefined;
    leave(named);
  }

  return {
    tryToTake: () => (isTaken() ? lock : undefined),
    async take({ patience = 10_000 } = {}) {
      const deadline = performance.now() + patience;
      while (!isTaken()) {
        if (isStale(path)) clearStale(path);
        else if (performance.now() > deadline) throw new BrokerError({ code: 'vault-locked', path });
        else await sleep(5 + Math.random() * 25);
      }
      return lock;
    },
    drop: forget,
  };
}

interface Named {
  /** What the system knows the file by: no other has the number while it is there. Absent where there are no links. */
  readonly inode?: bigint;
  /** By a clock that nobody sets, in milliseconds. */
  readonly refreshedAt: number;
}

interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  readonly start?: string;
}

function holderOf(token: string): string {
  const start = startOf(process.pid);
  const holder: Holder = { token, pid: process.pid, host: hostname(), ...(start === undefined ? {} : { start }) };
  return JSON.stringify(holder);
}

function writeName(named: string, token: string): Named {
  writeFileSync(named, holderOf(token), { flag: 'wx', mode: 0o600 });
  return { inode: statSync(named, { bigint: true }).ino, refreshedAt: performance.now() };
}

/** A lock's age is that of its file: what is linked again and again is made to look young. */
function refreshed(name: Named, named: string): Named {
  if (performance.now() - name.refreshedAt < longestHold / 4) return name;
  const now = new Date();
  utimesSync(named, now, now);
  return { ...name, refreshedAt: performance.now() };
}

/** `rmSync` looks first what it is that it removes. */
function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw diskFault(path, error);
  }
}

/** What cannot be removed is a leftover, and cleared as such. */
function leave(named: string): void {
  try {
    unlinkSync(named);
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
  }
}

function inodeOf(path: string): bigint | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
  } catch (error) {
    throw diskFault(path, error);
  }
}

/** What file systems say that know no links. */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR']);

function takeWithoutLinks(path: string, token: string): boolean {
  try {
    writeFileSync(path, holderOf(token), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    rmSync(path, { force: true });
    throw diskFault(path, error);
  }
}

/** The age from which a lock is not believed any more where its holder cannot be asked. Locks are held for moments. */
const longestHold = 120_000;
/** The time that making a lock without links, or clearing one, may take, generously. */
const longestMoment = 5_000;

function isStale(path: string): boolean {
  const age = ageOf(path);
  if (age === undefined) return false;
  const holder = readHolder(path);
  if (!holder) return age > longestMoment;
  if (holder.host !== hostname()) return age > longestHold;
  if (!isRunning(holder.pid)) return true;
  if (holder.start !== undefined) return startOf(holder.pid) !== holder.start;
  return age > longestHold;
}

/**
 * Two processes may find the same stale lock, and the slower must not remove the lock that the faster has made since:
 * only one of them clears at a time, and looks again before it does.
 */
function clearStale(path: string): void {
  const guard = `${path}.clearing`;
  if ((ageOf(guard) ?? 0) > longestMoment) rmSync(guard, { force: true });
  try {
    closeSync(openSync(guard, 'wx', 0o600));
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return;
    throw diskFault(path, error);
  }
  try {
    if (isStale(path)) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isHolder(holder) ? holder : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || systemCodeOf(error) === 'ENOENT') return undefined;
    throw diskFault(path, error);
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  const { token, pid, host } = value as Record<string, unknown>;
  return typeof token === 'string' && typeof pid === 'number' && typeof host === 'string';
}

function ageOf(path: string): number | undefined {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw diskFault(path, error);
  }
}
