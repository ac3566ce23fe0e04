import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket, createSecureContext } from 'node:tls';
import { decideConnection } from '../../core/policy/call-set.ts';
import { normalHost } from '../../core/policy/call-host.ts';
import { guardCall, guardUpgrade } from './call.ts';
import type { Guarding } from './admit.ts';
import type { Authority } from './certificate.ts';
import { placeOf, readAbsoluteTarget, readAuthority } from './origin.ts';
import type { CallOrigin } from './origin.ts';
import { refusalText, refuse } from './refusing.ts';

/** The one way out for a task's calls: a proxy on the loopback interface, for the length of one run. */
export interface Guard {
  readonly port: number;
  /** Ends every connection. */
  close(): void;
}

export async function startGuard(guarding: Guarding, authority: Authority): Promise<Guard> {
  const origins = new WeakMap<object, CallOrigin>();
  const sockets = new Set<Duplex>();
  const inner = createServer();
  const proxy = createServer();
  // A task may stream for as long as it likes; its grant has the time limit.
  for (const server of [inner, proxy]) Object.assign(server, { requestTimeout: 0, headersTimeout: 30_000 });
  proxy.on('connection', (socket) => remember(sockets, socket));
  proxy.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    void openTunnel(guarding, { request, socket, head }, (to, kind) => {
      const served = kind === 'tls' ? terminate(socket, to, authority) : socket;
      remember(sockets, served);
      origins.set(served, to);
      inner.emit('connection', served);
      // It was held while its first byte was looked at.
      if (kind === 'plain') served.resume();
    });
  });
  serve(inner, guarding, (request) => {
    const to = origins.get(request.socket);
    return to && { to, target: request.url ?? '' };
  });
  serve(proxy, guarding, (request) => {
    const absolute = readAbsoluteTarget(request.url ?? '');
    return absolute && { to: absolute, target: absolute.target };
  });
  await new Promise<void>((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (proxy.address() as AddressInfo).port,
    close() {
      proxy.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

type Route = (request: IncomingMessage) => { readonly to: CallOrigin; readonly target: string } | undefined;

function serve(server: Server, guarding: Guarding, route: Route): void {
  server.on('request', (request, response) => {
    const routed = route(request);
    if (!routed) return refuse(response, { code: 'host-ambiguous', host: request.headers.host ?? '' });
    request.url = routed.target;
    return void guardCall(guarding, routed.to, { request, response }).catch(() => response.destroy());
  });
  server.on('upgrade', (request, socket, head) => {
    const routed = route(request);
    if (!routed) return void socket.destroy();
    request.url = routed.target;
    return void guardUpgrade(guarding, routed.to, { request, socket, head }).catch(() => socket.destroy());
  });
  server.on('clientError', (_error, socket) => void socket.destroy());
}

interface Connecting {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/**
 * A connection on which every call can be judged is taken apart; one to a host that may be called in any way and
 * without a credential goes through untouched. A host that may not be called is told so inside, where clients read it.
 */
async function openTunnel(
  guarding: Guarding,
  { request, socket, head }: Connecting,
  takeApart: (to: CallOrigin, kind: 'tls' | 'plain') => void,
): Promise<void> {
  const to = readAuthority(request.url ?? '', 443);
  if (!to) return void socket.end(refusalText({ code: 'host-ambiguous', host: request.url ?? '' }));
  const decision = decideConnection(guarding.callSet, to);
  if (decision.type === 'allowed' && isOpen(guarding, to)) return passThrough(to, socket, head);
  socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  const kind = await protocolOf(socket, head);
  if (kind !== undefined) return takeApart({ ...to, scheme: kind === 'tls' ? 'https' : 'http' }, kind);
  const reason = decision.type === 'refused' ? decision.code : 'protocol-not-guarded';
  await guarding.audit
    .append({ ...guarding.about, type: 'connection-refused', host: placeOf(to), reason })
    .catch(() => undefined);
  socket.destroy();
}

/** Whether nothing limits what is called there and no credential goes there. */
function isOpen({ callSet }: Guarding, { host, port }: { host: string; port: number }): boolean {
  const name = normalHost(host) ?? '';
  const reached = callSet.rules.filter(
    (rule) =>
      rule.port === port && (rule.host === name || (rule.host.startsWith('*.') && name.endsWith(rule.host.slice(1)))),
  );
  if (reached.length === 0) return callSet.others === 'allowed';
  return reached.every((rule) => rule.request === undefined && !rule.methods && !rule.paths);
}

function passThrough({ host, port }: { host: string; port: number }, socket: Duplex, head: Buffer): void {
  const service = connect({ host, port }, () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) service.write(head);
    socket.pipe(service);
    service.pipe(socket);
  });
  service.once('error', () => socket.end(refusalText({ code: 'upstream-unreachable', host: placeOf({ host, port }) })));
  service.once('close', () => socket.destroy());
  socket.once('close', () => service.destroy());
}

/** Told by the first byte: 22 begins a TLS handshake, a letter an HTTP call. */
async function protocolOf(socket: Duplex, head: Buffer): Promise<'tls' | 'plain' | undefined> {
  const first = head.length > 0 ? head : await firstChunk(socket);
  if (!first) return undefined;
  socket.unshift(first);
  if (first[0] === 0x16) return 'tls';
  return /^[A-Z]/.test(first.toString('latin1', 0, 1)) ? 'plain' : undefined;
}

function firstChunk(socket: Duplex): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const ended = () => resolve(undefined);
    socket.once('close', ended);
    socket.once('end', ended);
    socket.once('data', (chunk: Buffer) => {
      socket.pause();
      socket.off('close', ended);
      socket.off('end', ended);
      resolve(chunk);
    });
  });
}

function terminate(socket: Duplex, to: CallOrigin, authority: Authority): TLSSocket {
  const { certificate, key } = authority.certify(normalHost(to.host) ?? 'invalid');
  const secured = new TLSSocket(socket, {
    isServer: true,
    secureContext: createSecureContext({ cert: certificate, key }),
    ALPNProtocols: ['http/1.1'],
  });
  secured.on('error', () => secured.destroy());
  return secured;
}

function remember(sockets: Set<Duplex>, socket: Duplex): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}
