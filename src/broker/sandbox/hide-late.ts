import { spawn } from 'node:child_process';
import { readlinkSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Decoys } from './decoys.ts';
import { systemProgram } from './system-program.ts';

export interface HidingLate {
  /** The task's own process; absent before it runs. */
  readonly taskOf: () => number | undefined;
  readonly decoys: Decoys;
}

/**
 * Hides a file from a task that runs already: a mount within the task's own namespaces, which belong to whoever runs the
 * broker. Whether it stands there is looked up afterwards, since the task may have moved what lies on the way.
 */
export async function hideLate(path: string, { taskOf, decoys }: HidingLate): Promise<'hidden' | 'readable'> {
  const pid = await startedTask(taskOf);
  const numbers = systemCalls[process.arch];
  if (pid === undefined || !numbers || !isApart(pid)) return 'readable';
  const decoy = decoys.lateFile(path);
  if (decoy === undefined) return 'readable';
  await perl(program, [String(pid), decoy, path, String(numbers.setns), String(numbers.mount)]);
  return isSame(`/proc/${pid}/root${path}`, `/proc/${pid}/root${decoy}`) ? 'hidden' : 'readable';
}

/**
 * Enters the namespaces of a process, its user's first, and binds a file over another (4096, `MS_BIND`). A shell with
 * `nsenter` and `mount` would lose its rights there at the first program that it starts, and start what the task may have
 * put in its place.
 */
const program = `
my ($pid, $decoy, $path, $setns, $mount) = @ARGV;
open(my $user, '<', "/proc/$pid/ns/user") and open(my $mounts, '<', "/proc/$pid/ns/mnt") or exit 1;
exit 1 if syscall($setns + 0, fileno($user), 0) or syscall($setns + 0, fileno($mounts), 0);
exit(syscall($mount + 0, $decoy, $path, 0, 4096, 0) ? 1 : 0);
`;

/** Linux numbers them by processor. */
const systemCalls: {
  readonly [Processor in NodeJS.Architecture]?: { readonly setns: number; readonly mount: number };
} = {
  x64: { setns: 308, mount: 165 },
  arm64: { setns: 268, mount: 40 },
};

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

/** Resolves when it has ended, however that is: what it did is looked at. */
function perl(text: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(systemProgram('perl') ?? 'perl', ['-e', text, ...args], {
      stdio: 'ignore',
      env: { PATH: '/usr/bin:/bin' },
      timeout: 5_000,
    });
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
