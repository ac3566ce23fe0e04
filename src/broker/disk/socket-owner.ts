import { closeSync, openSync, readSync } from 'node:fs';
import { systemCodeOf } from './disk-fault.ts';
import { namesIn, targetOf } from './process-tree.ts';

/** A connection's socket at the end that called, as the system's table has it (proc_pid_net(5)). */
export interface CallingSocket {
  readonly inode: string;
  /** The user whose process opened it. */
  readonly uid: number;
}

/**
 * The sockets that these ports of this machine's loopback interface call another one from, by their ports. Only Linux
 * says so; elsewhere, and where its table lacks what is connected for sure, as in some sandboxes, `undefined`.
 */
export function callingSockets(to: number, from: ReadonlySet<number>): ReadonlyMap<number, CallingSocket> | undefined {
  const found = new Map<number, CallingSocket>();
  // What remains of ended connections stands there too, for a minute: there may be tens of thousands of lines.
  const called = new RegExp(`^.*:(?<port>[\\dA-F]{4}) [\\dA-F]+:${hex(to)} 0[1-58] .*$`, 'gm');
  let isTold = false;
  const add = (lines: string): boolean => {
    // The end that listens stands there as well.
    isTold ||= lines.includes(`:${hex(to)} `);
    for (const { 0: line, groups } of lines.matchAll(called)) {
      const port = Number.parseInt(groups?.['port'] ?? '', 16);
      const [, , , , , , , uid, , inode = '0'] = line.trim().split(/\s+/);
      // A socket that nobody has open any more has none.
      if (from.has(port) && inode !== '0') found.set(port, { inode, uid: Number(uid) });
    }
    return found.size < from.size;
  };
  readLines('/proc/self/net/tcp', add);
  // Java's sockets stand here, whatever they call.
  if (found.size < from.size) readLines('/proc/self/net/tcp6', add);
  return isTold ? found : undefined;
}

/** Which of the processes has which of these sockets open; of a process that may not be looked at, none. */
export function ownersAmong(pids: Iterable<number>, wanted: ReadonlySet<string>): ReadonlyMap<string, number> {
  const owners = new Map<string, number>();
  for (const pid of pids) {
    if (owners.size === wanted.size) break;
    for (const descriptor of namesIn(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(?<inode>\d+)\]$/.exec(targetOf(`/proc/${pid}/fd/${descriptor}`))?.groups?.['inode'];
      if (inode !== undefined && wanted.has(inode)) owners.set(inode, pid);
    }
  }
  return owners;
}

/** Whole lines, some hundreds at once, until no more are wanted; none where there is no such file. */
function readLines(path: string, wantsMore: (lines: string) => boolean): void {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (systemCodeOf(error) !== undefined) return;
    throw error;
  }
  try {
    let rest = '';
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) {
      const text = rest + chunk.toString('latin1', 0, size);
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      if (!wantsMore(text.slice(0, end))) break;
    }
  } finally {
    closeSync(file);
  }
}

const chunk = Buffer.allocUnsafe(65_536);

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}
