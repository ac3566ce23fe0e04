import { namesIn, targetOf, textOf } from './process-tree.ts';

/** A connection's socket at the end that called, as the system's table has it (proc_pid_net(5)). */
export interface CallingSocket {
  readonly inode: string;
  /** The user whose process opened it. */
  readonly uid: number;
}

/**
 * The sockets of this machine that are connected to a port of its loopback interface, by their own port. Only Linux
 * says so; elsewhere `undefined`.
 */
export function callingSockets(port: number): ReadonlyMap<number, CallingSocket> | undefined {
  const tables = ['/proc/self/net/tcp', '/proc/self/net/tcp6'].map(textOf);
  if (tables.every((text) => text === '')) return undefined;
  const called = hex(port);
  const found = new Map<number, CallingSocket>();
  for (const line of tables.flatMap((text) => text.split('\n'))) {
    if (!line.includes(called)) continue;
    const [, local = '', remote = '', , , , , uid, , inode = ''] = line.trim().split(/\s+/);
    // A socket that nobody has open any more has none.
    if (remote.endsWith(called) && inode !== '0') found.set(portIn(local), { inode, uid: Number(uid) });
  }
  return found;
}

/** Which of the processes has which of these sockets open; of a process that may not be looked at, none. */
export function ownersAmong(pids: Iterable<number>, wanted: ReadonlySet<string>): ReadonlyMap<string, number> {
  const owners = new Map<string, number>();
  for (const pid of pids) {
    for (const descriptor of namesIn(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(?<inode>\d+)\]$/.exec(targetOf(`/proc/${pid}/fd/${descriptor}`))?.groups?.['inode'];
      if (inode !== undefined && wanted.has(inode)) owners.set(inode, pid);
    }
    if (owners.size === wanted.size) break;
  }
  return owners;
}

function hex(port: number): string {
  return `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
}

function portIn(address: string): number {
  return Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16);
}
