import type { Socket } from 'node:net';
import { callingSockets, ownersAmong } from '../disk/socket-owner.ts';
import type { CallingSocket } from '../disk/socket-owner.ts';
import { allProcesses, ancestorsOf, descendantsOf, hasVariable, programOf } from '../disk/process-tree.ts';
import { hasMarkOf } from '../disk/process-mark.ts';
import { runVariable } from '../protocol/variables.ts';

/**
 * Who opened a connection to the guard. A port of this machine is open to every process on it: the guard is there for
 * what was started in its run, and for root, from whom nothing is safe anyway. Where the system does not tell whose a
 * connection is, as on macOS and Windows, nobody is a stranger.
 */
export type Caller =
  { readonly type: 'own' | 'untold' } | { readonly type: 'stranger'; readonly pid?: number; readonly program?: string };

export type Callers = (socket: Socket) => Promise<Caller>;

export function callersOf(run: string): Callers {
  let waiting: Waiting[] = [];
  let latest: number | undefined;
  const answerAll = (): void => {
    const asked = waiting;
    waiting = [];
    try {
      const callers = judge(
        asked.map(({ socket }) => socket),
        { run, latest },
      );
      for (const [index, { answer }] of asked.entries()) {
        const { caller, pid } = callers[index] ?? untold;
        if (pid !== undefined) latest = pid;
        answer(caller);
      }
    } catch (error) {
      // What is not known of a caller ends its connection, and nothing else.
      for (const { fail } of asked) fail(error);
    }
  };
  return (socket) =>
    new Promise((answer, fail) => {
      // What connects at once is looked up at once: the system's table is read as a whole.
      if (waiting.length === 0) setImmediate(answerAll);
      waiting.push({ socket, answer, fail });
    });
}

interface Waiting {
  readonly socket: Socket;
  readonly answer: (caller: Caller) => void;
  readonly fail: (error: unknown) => void;
}

interface Judged {
  readonly caller: Caller;
  readonly pid?: number;
}

const untold: Judged = { caller: { type: 'untold' } };

interface Run {
  readonly run: string;
  /** Most calls come from the process that called before. */
  readonly latest: number | undefined;
}

function judge(sockets: readonly Socket[], { run, latest }: Run): readonly Judged[] {
  const table = callingSockets(sockets[0]?.localPort ?? 0, new Set(sockets.map(({ remotePort = 0 }) => remotePort)));
  if (!table) return sockets.map(() => untold);
  const called = sockets.map(({ remotePort }) => table.get(remotePort ?? 0));
  const owners = findOwners(new Set(called.flatMap((one) => (one ? [one.inode] : []))), latest);
  const own = new Map<number, boolean>();
  const isOwn = (pid: number): boolean => {
    const known = own.get(pid) ?? belongs(pid, run);
    own.set(pid, known);
    return known;
  };
  return called.map((one) => callerOf(one, owners, isOwn));
}

function callerOf(
  called: CallingSocket | undefined,
  owners: ReadonlyMap<string, number>,
  isOwn: (pid: number) => boolean,
): Judged {
  const pid = called && owners.get(called.inode);
  if (pid === undefined) return { caller: { type: called?.uid === 0 ? 'own' : 'stranger' } };
  if (isOwn(pid)) return { caller: { type: 'own' }, pid };
  return { caller: { type: 'stranger', pid, program: programOf(pid) } };
}

/** Nearest first: looking at the files of every process takes some milliseconds. */
function findOwners(wanted: ReadonlySet<string>, latest: number | undefined): ReadonlyMap<string, number> {
  const owners = new Map<string, number>();
  const nearest = [
    () => (latest === undefined ? [] : [latest]),
    () => [process.pid, ...descendantsOf(process.pid)],
    allProcesses,
  ];
  for (const near of nearest) {
    const missing = new Set([...wanted].filter((inode) => !owners.has(inode)));
    if (missing.size === 0) break;
    for (const [inode, pid] of ownersAmong(near(), missing)) owners.set(inode, pid);
  }
  return owners;
}

/** Started by this process, or with the run's mark: its own, or in the environment of what started it. */
function belongs(pid: number, run: string): boolean {
  if (hasMarkOf(run, pid)) return true;
  const mark = `${runVariable}=${run}`;
  return [pid, ...ancestorsOf(pid)].some((one) => one === process.pid || hasVariable(one, mark));
}
