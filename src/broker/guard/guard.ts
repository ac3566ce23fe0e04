import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { createServer as createDoor } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Guarding } from './admit.ts';
import { guardCall } from './call.ts';
import { callersOf } from './callers.ts';
import type { Authority } from './clients/certificate.ts';
import { decideConnection } from '../../core/policy/call-set.ts';
import { offersHttp2 } from './hello.ts';
import { placeOf, readAbsoluteTarget } from './origin.ts';
import type { CallOrigin, Place } from './origin.ts';
import { refusalText, refuse } from './refusing.ts';
import { refuseStranger } from './stranger.ts';
import { serveStreams } from './streams/serve-streams.ts';
import type { Spoken } from './streams/sessions.ts';
import { createTerminating } from './terminate.ts';
import { openTunnel, recordConnection, serveConnection, unnamed } from './tunnel.ts';
import type { TakeApart } from './tunnel.ts';
import { guardUpgrade } from './upgrade.ts';

/** The one way out for a task's calls: a proxy on the loopback interface, for the length of one run. */
export interface Guard {
  readonly port: number;
  /** Takes a connection that the task opened to a host by its name, as if it had asked the proxy for it. */
  accept(socket: Duplex, to: Place): void;
  /** Ends every connection. */
  close(): void;
}

export async function startGuard(guarding: Guarding, authority: Authority): Promise<Guard> {
  const origins = new WeakMap<object, CallOrigin>();
  const sockets = new Set<Duplex>();
  const inner = createServer(serving);
  const proxy = createServer(serving);
  inner.on('connection', (socket) => remember(sockets, socket));
  const serveOn = (served: Duplex, to: CallOrigin, spoken: Spoken): void => {
    origins.set(served, to);
    if (spoken === 'http/1.1') return void inner.emit('connection', served);
    remember(sockets, served);
    return serveStreams(guarding, originOf(origins, served) ?? to, served);
  };
  const terminate = createTerminating(guarding, authority, (secured, to) =>
    serveOn(secured, to, secured.alpnProtocol === 'h2' ? 'h2' : 'http/1.1'),
  );
  const takeApart = async (socket: Duplex, to: CallOrigin, first: Buffer): Promise<void> => {
    if (to.scheme === 'https') {
      return terminate(socket, to, offersHttp2(first) ? await spokenAt(guarding, to) : undefined);
    }
    if (beginsHttp2(first)) return serveOn(socket, to, 'h2');
    serveOn(socket, to, 'http/1.1');
    // It was held while its first byte was looked at.
    return void socket.resume();
  };
  const handling = (socket: Duplex, handle: (apart: TakeApart) => Promise<void>): void => {
    socket.on('error', () => socket.destroy());
    void handle((to, first) => takeApart(socket, to, first)).catch(() => socket.destroy());
  };
  proxy.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    handling(socket, (apart) => openTunnel(guarding, { request, socket, head }, apart)),
  );
  serve(inner, guarding, (request) => {
    const to = originOf(origins, request.socket);
    return to && { to, target: request.url ?? '' };
  });
  // A tunnel within the tunnel is a call like any other, and never allowed.
  inner.on('connect', (request, socket, head) => inner.emit('upgrade', request, socket, head));
  serve(proxy, guarding, (request) => {
    const absolute = readAbsoluteTarget(request.url ?? '');
    return absolute && { to: absolute, target: absolute.target };
  });
  for (const server of [inner, proxy]) {
    server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
      refuseMalformed(guarding, { error, socket, to: origins.get(socket) }),
    );
  }
  const callerOf = callersOf(guarding.about.run);
  const receive = async (socket: Socket): Promise<void> => {
    const caller = await callerOf(socket);
    if (caller.type === 'stranger') return await refuseStranger(guarding, caller, socket);
    return void proxy.emit('connection', socket);
  };
  const door = createDoor({ allowHalfOpen: true, noDelay: true }, (socket) => {
    remember(sockets, socket);
    handling(socket, () => receive(socket));
  });
  await new Promise<void>((resolve, reject) => {
    door.once('error', reject);
    door.listen(0, '127.0.0.1', 1024, resolve);
  });
  return {
    port: (door.address() as AddressInfo).port,
    accept(socket, to) {
      remember(sockets, socket);
      handling(socket, (apart) =>
        serveConnection(guarding, { to, socket, head: Buffer.alloc(0), awaits: 'nothing' }, apart),
      );
    },
    close() {
      door.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A task may stream for as long as it likes; its grant has the time limit. */
const serving = {
  // A call without a Host header is refused like others, and recorded.
  requireHostHeader: false,
  requestTimeout: 0,
  headersTimeout: 30_000,
  keepAliveTimeout: 60_000,
  maxHeaderSize: 65_536,
};

type Route = (request: IncomingMessage) => { readonly to: CallOrigin; readonly target: string } | undefined;

function serve(server: Server, guarding: Guarding, route: Route): void {
  server.on('request', (request, response) => {
    const routed = route(request);
    if (!routed) {
      void recordConnection(guarding, unnamed, 'host-ambiguous');
      return refuse(response, { code: 'host-ambiguous', host: request.headers.host ?? '' });
    }
    request.url = routed.target;
    return void guardCall(guarding, routed.to, { request, response }).catch(() => response.destroy());
  });
  // Whether the body is wanted is decided before it is sent.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  server.on('upgrade', (request, socket, head) => {
    const routed = route(request);
    if (!routed) {
      void recordConnection(guarding, unnamed, 'host-ambiguous');
      return void socket.destroy();
    }
    request.url = routed.target;
    return void guardUpgrade(guarding, routed.to, { request, socket, head }).catch(() => socket.destroy());
  });
}

/** Nothing is asked of a host that may not be called. */
async function spokenAt({ callSet, upstream }: Guarding, to: CallOrigin): Promise<Spoken | undefined> {
  return decideConnection(callSet, to).type === 'allowed' ? await upstream.http2.speaks(to) : undefined;
}

/** RFC 9113, 3.4: HTTP/2 in the open, without asking. */
function beginsHttp2(first: Buffer): boolean {
  return first.subarray(0, 4).equals(Buffer.from('PRI '));
}

function originOf(origins: WeakMap<object, CallOrigin>, socket: Duplex): CallOrigin | undefined {
  const to = origins.get(socket);
  const named: unknown = socket instanceof TLSSocket ? Reflect.get(socket, 'servername') : undefined;
  return to && typeof named === 'string' && named !== '' ? { ...to, serverName: named } : to;
}

interface Malformed {
  readonly error: NodeJS.ErrnoException & { readonly rawPacket?: Buffer };
  readonly socket: Duplex;
  readonly to: CallOrigin | undefined;
}

/** A connection that merely ends is none of these. */
function refuseMalformed(guarding: Guarding, { error, socket, to }: Malformed): void {
  const isParsed = error.code?.startsWith('HPE_') === true && error.code !== 'HPE_INVALID_EOF_STATE';
  if (!isParsed || !socket.writable) return void socket.destroy();
  const code = error.rawPacket?.subarray(0, 3).equals(Buffer.from('PRI')) ? 'protocol-not-guarded' : 'call-malformed';
  const host = to ? placeOf(to) : unnamed;
  void recordConnection(guarding, host, code).then(() => socket.end(refusalText({ code, host })));
}

function remember(sockets: Set<Duplex>, socket: Duplex): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}
