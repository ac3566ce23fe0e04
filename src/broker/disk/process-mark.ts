import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { textOf } from './process-tree.ts';

/**
 * A mark that everything a process starts inherits, that outlives its environment, its terminal and its parents, and
 * that no program without privileges takes off: a hard limit is only ever lowered (getrlimit(2)). It is the limit of
 * real-time computing, of at least 36,000 years, which holds nobody up. Only Linux has it, with util-linux's prlimit;
 * elsewhere nothing is marked.
 */
export function markProcess(run: string): void {
  if (process.platform !== 'linux' || hardLimit('self') !== unlimited) return;
  const limit = limitOf(run);
  spawnSync('prlimit', ['--pid', `${process.pid}`, `--rttime=${limit}:${limit}`], { stdio: 'ignore' });
}

/** Whether a process was started in this run. */
export function hasMarkOf(run: string, pid: number): boolean {
  return hardLimit(pid) === limitOf(run);
}

/** Whether it was started in any run, though it may have lowered the limit since; also in one that has ended. */
export function isMarked(pid: number): boolean {
  const limit = hardLimit(pid);
  // Where an administrator limits everybody, that is no mark.
  return limit !== unlimited && limit !== hardLimit(1);
}

const unlimited = 'unlimited';

/** In microseconds, in 61 bits: a program may read it as a signed number. Its lower ones tell runs apart. */
function limitOf(run: string): string {
  const number = createHash('sha256').update(run).digest('hex').slice(0, 14);
  return String(2n ** 60n + BigInt(`0x${number}`));
}

/** Of a process that is gone, and where nobody says, there is none. */
function hardLimit(pid: number | 'self'): string {
  const limits = textOf(`/proc/${pid}/limits`);
  return /^Max realtime timeout\s+\w+\s+(?<hard>\w+)/m.exec(limits)?.groups?.['hard'] ?? unlimited;
}
