import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { whyNoSandbox } from '../../src/broker/sandbox/sandbox.ts';
import { startService } from '../broker/guard/service.ts';
import { guardedPlace } from '../guarded/place.ts';
import type { GuardedPlace } from '../guarded/place.ts';

/** What the ways to hosts cost: at the start of an enforced run, and on a connection beside a direct one. */
export async function benchRelays(): Promise<void> {
  const reason = await whyNoSandbox();
  if (reason !== undefined) return console.log(`relays: skipped, this machine cannot enforce: ${reason}`);
  await using service = await startService((_call, response) => response.end('done'));
  await benchStart(service);
  await benchConnection(service);
}

type Service = Awaited<ReturnType<typeof startService>>;

/** Turns about, so that what else the machine does falls on all of them. */
async function benchStart(service: Service): Promise<void> {
  const rows = await Promise.all(
    [0, 1, 10, 50].map(async (count) => ({ count, place: await placeWith(service, count) })),
  );
  const times = new Map<number, number[]>(rows.map(({ count }) => [count, []]));
  for (let turn = 0; turn < 7; turn++) {
    for (const { count, place } of rows) {
      const start = performance.now();
      await place.run(['run', '--enforced', 'task']);
      times.get(count)?.push(performance.now() - start);
    }
  }
  for (const { place } of rows) place[Symbol.dispose]();
  for (const [count, each] of times) {
    const sorted = each.toSorted((one, other) => one - other).map(Math.round);
    console.log(`an enforced run of "true" with ${count} hosts: ${sorted[3]} ms, at best ${sorted[0]}`);
  }
}

function placeWith(service: Service, count: number): Promise<GuardedPlace> {
  const call = Array.from({ length: count }, (_, index) => ({ host: `host-${index}.example:443` }));
  return guardedPlace(service, { call: [{ host: '*.wide.example:443' }], task: { command: ['true'], call } });
}

async function benchConnection(service: Service): Promise<void> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  const task = {
    command: ['python3', '-c', client, `${port}`],
    call: [{ host: `localhost:${port}` }],
    read: { env: ['PATH'] },
  };
  using place = await guardedPlace(service, { task });
  for (const [name, mode] of [
    ['by a relay', '--enforced'],
    ['direct', '--proxy-only'],
  ] as const) {
    const { stdout, stderr } = await place.run(['run', mode, 'task']);
    console.log(`a connection ${name}: ${stdout.trim() || stderr}`);
  }
  server.close();
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Half a gigabyte for who asks for much, else a byte for a byte. */
function answer(socket: Socket): void {
  socket.on('error', () => socket.destroy());
  socket.once('data', (asked) => {
    if (String(asked) !== 'much') return void socket.pipe(socket).write('a');
    let left = 512;
    const send = (): void => {
      while (left > 0) if ((left--, !socket.write(megabyte))) return void socket.once('drain', send);
      socket.end();
    };
    return send();
  });
}

const megabyte = Buffer.alloc(1 << 20, 'x');

const client = `
import socket, sys, time
def connect():
    return socket.create_connection(("localhost", int(sys.argv[1])))
def middle(times):
    times.sort()
    return "%.2f ms (p99 %.2f)" % (times[len(times) // 2] * 1e3, times[len(times) * 99 // 100] * 1e3)
def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
def much():
    one = connect()
    one.sendall(b"much")
    while one.recv(1 << 20): pass
def once(one):
    one.sendall(b"a")
    one.recv(1)
whole = timed(much)
one = connect()
one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
there = middle([timed(lambda: once(one)) for _ in range(2000)])
opened = middle([timed(lambda: once(connect())) for _ in range(200)])
print("%d MB/s, there and back %s, opened and once there and back %s" % (512 / whole, there, opened))
`;
