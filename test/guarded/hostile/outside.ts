import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What lies around a task on a person's machine, and may not be reached from within: it counts who comes. */
export interface Outside extends AsyncDisposable {
  readonly env: Readonly<Record<'DBUS_SESSION_BUS_ADDRESS' | 'MARK' | 'SOCKET' | 'PACKETS', string>>;
  readonly arrived: { packets: number; sockets: number };
}

/** A socket as agents and D-Bus have them, one without a file, a listener for packets, and a file in shared memory. */
export async function openOutside(): Promise<Outside> {
  const mark = `valet-key-mark-${process.pid}-${Date.now()}`;
  const folder = mkdtempSync(join(tmpdir(), 'valet-key-hostile-'));
  const path = join(folder, 'bus');
  const arrived = { packets: 0, sockets: 0 };
  const servers = [path, `\0${mark}`].map((place) =>
    createServer((socket) => {
      arrived.sockets++;
      socket.destroy();
    }).listen(place),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const packets = createSocket('udp4').on('message', () => arrived.packets++);
  packets.bind(0, '127.0.0.1');
  await once(packets, 'listening');
  writeFileSync(join('/dev/shm', mark), 'shared');
  putIntoKeyring(mark);
  return {
    arrived,
    env: {
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}`,
      MARK: mark,
      SOCKET: path,
      PACKETS: String(packets.address().port),
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) server.close();
      packets.close();
      rmSync(folder, { recursive: true, force: true });
      rmSync(join('/dev/shm', mark), { force: true });
    },
  };
}

/** Syscall 248 of x86-64 puts a key into the keyring of this user, for a minute. */
function putIntoKeyring(mark: string): void {
  const program = `import ctypes
libc = ctypes.CDLL(None)
key = libc.syscall(248, b"user", b"${mark}", b"x", 1, -4)
libc.syscall(250, 15, key, 60)`;
  spawnSync('/usr/bin/python3', ['-c', program]);
}
