import { spawn } from 'node:child_process';
import { readlinkSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Decoys } from './decoys.ts';

export interface HidingLate {
  /** The task's own process; absent before it runs. */
  readonly taskOf: () => number | undefined;
  readonly decoys: Decoys;
  /** What the task may write. */
  readonly write: readonly string[];
}

/**
 * Hides a file from a task that runs already: a mount within the task's own namespaces, which belong to whoever runs the
 * broker. Whether it stands there is looked up afterwards, since the task may have moved what lies on the way.
 */
export async function hideLate(path: string, { taskOf, decoys, write }: HidingLate): Promise<'hidden' | 'readable'> {
  // The programs that hide it are the task's to choose where it may write them, and they are held by less than it is.
  if (write.some((folder) => systemPlaces.some((place) => isEitherWithin(folder, place)))) return 'readable';
  const pid = await startedTask(taskOf);
  if (pid === undefined || !isApart(pid)) return 'readable';
  const decoy = decoys.lateFile(path);
  if (decoy === undefined) return 'readable';
  const enter = ['--target', String(pid), '--user', '--mount', '--preserve-credentials', '--'];
  await done('nsenter', [...enter, 'mount', '--no-mtab', '--bind', '--', decoy, path]);
  return isSame(`/proc/${pid}/root${path}`, `/proc/${pid}/root${decoy}`) ? 'hidden' : 'readable';
}

const systemPlaces = ['/bin', '/etc', '/lib', '/lib64', '/sbin', '/usr'];

function isEitherWithin(one: string, other: string): boolean {
  const [a, b] = [one.replace(/\/$/, ''), other];
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

/** It takes a moment until the task runs in what holds it. */
async function startedTask(taskOf: () => number | undefined): Promise<number | undefined> {
  for (let attempt = 0; attempt < 50 && taskOf() === undefined; attempt++) await pause(20);
  return taskOf();
}

/** Whether a process has namespaces of its own: nothing is mounted where everybody sees it. */
function isApart(pid: number): boolean {
  try {
    return ['mnt', 'user'].every(
      (one) => readlinkSync(`/proc/${pid}/ns/${one}`) !== readlinkSync(`/proc/self/ns/${one}`),
    );
  } catch {
    // It has ended.
    return false;
  }
}

function done(program: string, args: readonly string[]): Promise<void> {
  const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' };
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', env, timeout: 5_000 });
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
}

function isSame(one: string, other: string): boolean {
  try {
    const [a, b] = [statSync(one), statSync(other)];
    return a.ino === b.ino && a.dev === b.dev;
  } catch {
    // The task has ended, or what was made is gone: nothing shows that it was hidden.
    return false;
  }
}
