import { isMarked } from '../disk/process-mark.ts';
import { allProcesses, ancestorsOf, hasVariableNamed, textOf } from '../disk/process-tree.ts';
import { ownersAmong } from '../disk/socket-owner.ts';
import { liveRuns } from '../grants/live-runs.ts';
import { runVariable } from '../protocol/variables.ts';

/**
 * Whether a process was started by a task: such a one may make a terminal of its own and type into it. By the mark of
 * the run in its environment or in that of a process above it, by a broker above it, or by its limits, which stay where
 * it left all that.
 */
export function isWithinRun(pid: number, folder: string): boolean {
  if (isMarked(pid)) return true;
  const line = [pid, ...ancestorsOf(pid)];
  if (line.some((one) => hasVariableNamed(one, runVariable))) return true;
  const brokers = new Set(liveRuns(folder).map((one) => one.pid));
  return line.slice(1).some((one) => brokers.has(one));
}

/**
 * Whether somebody behind a socket was started by a task, which could answer its own question there, or cannot be known.
 * Asked once connected: who listened then has the connection. Only Linux tells; elsewhere nobody is.
 */
export function isTasksOwn(socketPath: string, folder: string): boolean {
  const table = textOf('/proc/self/net/unix');
  if (table === '') return false;
  const inodes = table
    .split('\n')
    .filter((line) => line.endsWith(` ${socketPath}`))
    .flatMap((line) => line.trim().split(/\s+/)[6] ?? []);
  const owners = ownersAmong(allProcesses(), new Set(inodes));
  return owners.size === 0 || [...owners.values()].some((pid) => isWithinRun(pid, folder));
}
