import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, isIP } from 'node:net';
import type { Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLoopback } from '../../core/policy/call-host.ts';
import type { CallSet } from '../../core/policy/call-set.ts';
import type { Guard } from '../guard/guard.ts';
import { inNetworkAround, writeBubblewrap } from './bubblewrap.ts';
import type { Bubblewrap } from './bubblewrap.ts';
import { planRelays } from './relay-places.ts';
import type { RelayPlace, Unled } from './relay-places.ts';
import { systemProgram } from './system-program.ts';

/** Ways from the hosts of the call set, as the task's own network has them, to the guard. */
export interface Relays extends AsyncDisposable {
  /** Sockets and the table of hosts; no task needs them. */
  readonly folder: string;
  readonly unled: readonly Unled[];
  /** Whether anything leads anywhere: without, the command has no use for a fourth file, and must not get one. */
  readonly leads: boolean;
  /** Addresses of other machines that lead to relays. */
  readonly led: readonly string[];
  /** The sockets that listen for sure once everything is up. */
  readonly listening: number;
  /** The command, in a network whose names lead to the guard; what its fourth file is the end of ends the relays. */
  around(asked: Bubblewrap, path: string): readonly string[];
}

/**
 * Programs that know no proxy connect to a host by its name. In a network of the task's own the name leads to an address
 * where nothing but a relay listens, on the same port: it hands the connection to the guard, which decides on it as on
 * any other. Nothing new can be reached by it, and a task that names other hosts finds nobody at home.
 */
export async function openRelays(callSet: CallSet, guard: Pick<Guard, 'accept'>): Promise<Relays> {
  const ip = systemProgram('ip');
  const table = existsSync(hostsFile) ? realpathSync(hostsFile) : undefined;
  const { places, unled } = planRelays(callSet, { addresses: ip !== undefined, names: table !== undefined });
  const folder = mkdtempSync(join(shortFolder(), 'valet-key-relays-'));
  const servers = await Promise.all(places.map((place, index) => listenFor(place, join(folder, `${index}`), guard)));
  if (table !== undefined) writeFileSync(join(folder, 'hosts'), hostsFor(places, readFileSync(table, 'utf8')));
  const network = { places, folder, ip, table };
  return {
    folder,
    unled,
    leads: places.length > 0,
    led: foreignAddresses({ places }),
    listening: places.flatMap(({ addresses }) => addresses).filter((address) => isIP(address) === 4).length,
    around: (asked, path) =>
      places.length === 0
        ? writeBubblewrap(asked, path)
        : inNetwork(writeBubblewrap(inNetworkAround(asked), path), network),
    async [Symbol.asyncDispose]() {
      for (const server of servers) server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const hostsFile = '/etc/hosts';

/** The path of a socket has 107 bytes at most (unix(7)). */
function shortFolder(): string {
  return Buffer.byteLength(tmpdir()) < 70 ? tmpdir() : '/tmp';
}

async function listenFor({ host, port }: RelayPlace, path: string, guard: Pick<Guard, 'accept'>): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => guard.accept(socket, { host, port }));
  server.listen(path);
  await once(server, 'listening');
  return server;
}

/** The table as it stands, without what it says of these names: some readers take every line that has one. */
export function hostsFor(places: readonly RelayPlace[], table: string): string {
  const led = new Map(places.filter(({ host }) => isIP(host) === 0 && !isLoopback(host)).map((one) => [one.host, one]));
  const others = table.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').split(/\s+/).filter(Boolean);
    const left = names.filter((name) => !led.has(name.toLowerCase()));
    return left.length === names.length ? [line] : left.length === 0 ? [] : [[address, ...left].join(' ')];
  });
  const lines = [...led].map(([name, { addresses }]) => `${addresses.join()} ${name}`);
  return [...lines, ...others].join('\n').replace(/\n*$/, '\n');
}

interface Network {
  readonly places: readonly RelayPlace[];
  readonly folder: string;
  readonly ip: string | undefined;
  /** Where the table of hosts is. */
  readonly table: string | undefined;
}

/**
 * A network namespace around the one that would be made for the task alone: in it, and in no process that the task
 * sees, stand the relays, who may listen at any port. Root there is whoever runs this, with no more power than that.
 */
function inNetwork(command: readonly string[], network: Network): readonly string[] {
  // To listen, and for the sandbox inside to map the user once more (Linux 5.12).
  const powers = ['CAP_NET_BIND_SERVICE', 'CAP_SETFCAP'];
  if (foreignAddresses(network).length > 0) powers.push('CAP_NET_ADMIN');
  const program = systemProgram('bwrap') ?? 'bwrap';
  const apart = ['--die-with-parent', '--unshare-user', '--unshare-net', '--uid', '0', '--gid', '0'];
  const may = ['--cap-drop', 'ALL', ...powers.flatMap((power) => ['--cap-add', power])];
  const { folder, table } = network;
  const files = ['--dev-bind', '/', '/', ...(table === undefined ? [] : ['--ro-bind', join(folder, 'hosts'), table])];
  writeFileSync(join(folder, 'start'), scriptFor(network));
  return [program, ...apart, ...may, ...files, '--', '/bin/sh', join(folder, 'start'), folder, ...command];
}

/** The relays end with the pipe that this process holds, however it ends. The command gets no end of it. */
function scriptFor(network: Network): string {
  const socat = systemProgram('socat') ?? 'socat';
  const added = foreignAddresses(network).map(
    (address) => `${network.ip} address add ${address}/${isIP(address) === 4 ? 32 : '128 nodad'} dev lo`,
  );
  const relays = network.places.flatMap(({ addresses, port }, index) =>
    addresses.map(
      (address) => `'${socat}' -t 600 -b 65536 ${listenAt(address, port)} UNIX-CONNECT:${index} & all="$all $!"`,
    ),
  );
  const beside = ['cd "$1" || exit', 'all=', ...added, ...relays, 'read -r _ <&3', 'kill $all'];
  return `(\n${beside.join('\n')}\n) >/dev/null 2>&1 &\nshift\nexec "$@" 3<&-`;
}

function listenAt(address: string, port: number): string {
  const family = isIP(address) === 4 ? 'TCP4' : 'TCP6';
  const bind = isIP(address) === 4 ? address : `[${address}]`;
  return `${family}-LISTEN:${port},bind=${bind},fork,reuseaddr,backlog=4096,nodelay`;
}

function foreignAddresses({ places }: Pick<Network, 'places'>): readonly string[] {
  return [...new Set(places.map(({ host }) => host).filter((host) => isIP(host) !== 0 && !isLoopback(host)))];
}
