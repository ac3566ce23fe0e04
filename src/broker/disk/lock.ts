import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, linkSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { diskFault, systemCodeOf } from './disk-fault.ts';
import { isRunning, startOf } from './process-start.ts';
import { BrokerError } from '../protocol.ts';

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
export async function takeLock(path: string, { patience = 10_000 }: LockOptions = {}): Promise<Lock> {
  const token = `${process.pid}.${randomBytes(8).toString('hex')}`;
  const deadline = performance.now() + patience;
  while (!tryToTake(path, token)) {
    if (isStale(path)) clearStale(path);
    else if (performance.now() > deadline) throw new BrokerError({ code: 'vault-locked', path });
    else await sleep(5 + Math.random() * 25);
  }
  return {
    confirm() {
      if (readHolder(path)?.token !== token) throw new BrokerError({ code: 'vault-locked', path });
    },
    release() {
      if (readHolder(path)?.token === token) rmSync(path, { force: true });
    },
  };
}

interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  readonly start?: string;
}

/** The lock appears with its holder's name in it, or not at all: whoever is killed on the way leaves no riddle. */
function tryToTake(path: string, token: string): boolean {
  if (existsSync(path)) return false;
  const start = startOf(process.pid);
  const holder: Holder = { token, pid: process.pid, host: hostname(), ...(start === undefined ? {} : { start }) };
  const named = `${path}.${token}.tmp`;
  try {
    writeFileSync(named, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    linkSync(named, path);
    return true;
  } catch (error) {
    // Without the named file another process has cleared it as a leftover, which it was not: once more.
    if (['EEXIST', 'ENOENT'].includes(systemCodeOf(error) ?? '') && existsSync(dirname(path))) return false;
    if (!withoutLinks.has(systemCodeOf(error) ?? '')) throw diskFault(path, error);
    return takeWithoutLinks(path, holder);
  } finally {
    rmSync(named, { force: true });
  }
}

/** What file systems say that know no links. */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR']);

function takeWithoutLinks(path: string, holder: Holder): boolean {
  try {
    writeFileSync(path, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
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
