import { connect as connectHttp2, constants } from 'node:http2';
import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  ClientSessionRequestOptions,
  OutgoingHttpHeaders,
} from 'node:http2';
import { connect } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { placeOf, servernameOf } from '../origin.ts';
import type { Place } from '../origin.ts';
import type { OuterProxy } from '../outer-proxy.ts';
import { createSpares } from '../spares.ts';

export type Spoken = 'h2' | 'http/1.1';

/** How the guard speaks HTTP/2 with services: connections that many calls share. */
export interface Sessions extends Disposable {
  /** What a service chooses where both are offered; `undefined` where it cannot be reached. Asked once. */
  speaks(to: Place): Promise<Spoken | undefined>;
  /** Opens a call on a connection that has room for it. Throws `NotSpoken`, or what ended the connection. */
  open(to: Place, headers: OutgoingHttpHeaders, options: ClientSessionRequestOptions): Promise<Opened>;
  /** A connection that was opened to ask, and speaks HTTP/1.1: it can carry the first call. */
  spare(to: Place): TLSSocket | undefined;
}

export interface Opened {
  readonly service: ClientHttp2Stream;
  /** Whether the connection was there already: the service may have ended it just now. */
  readonly isReused: boolean;
  /** Whether the connection has ended, and the call with it. */
  readonly isLost: () => boolean;
}

/** The service speaks HTTP/1.1 alone. */
export class NotSpoken extends Error {
  override readonly name = 'NotSpoken';
}

type Trusting = Pick<ConnectionOptions, 'ca' | 'secureContext'>;

export function createSessions(trusting: Trusting, outer: OuterProxy): Sessions {
  const known = new Map<string, Spoken>();
  const pools = new Map<string, Set<Pooled>>();
  const asking = new Map<string, Promise<Spoken>>();
  const spares = createSpares();
  const sessions = new Set<ClientHttp2Session>();
  let isOver = false;

  /** One connection at a time is opened to a service: whoever needs one waits for it. */
  function ask(to: Place): Promise<Spoken> {
    const place = placeOf(to);
    const begun = asking.get(place) ?? connectTo(to, trusting, outer).then((socket) => take(place, socket));
    asking.set(place, begun);
    const forget = (): void => void asking.delete(place);
    begun.then(forget, forget);
    return begun;
  }

  async function take(place: string, socket: TLSSocket): Promise<Spoken> {
    if (isOver) socket.destroy();
    const spoken = socket.alpnProtocol === 'h2' ? 'h2' : 'http/1.1';
    if (known.size >= mostKnown) known.clear();
    known.set(place, spoken);
    if (spoken === 'h2') pool(place, await begin(place, socket));
    else spares.keep(place, socket);
    return spoken;
  }

  function pool(place: string, session: ClientHttp2Session): void {
    const pooled: Pooled = { session, open: 0, isReused: false };
    const all = pools.get(place) ?? new Set();
    pools.set(place, all.add(pooled));
    sessions.add(session);
    if (isOver) session.destroy();
    const forget = (): void => {
      all.delete(pooled);
      if (all.size === 0) pools.delete(place);
    };
    // A service that is about to end it takes no more calls; those that are on their way may end.
    session.once('goaway', forget);
    session.once('close', () => {
      forget();
      sessions.delete(session);
    });
    session.setTimeout(idle, () => pooled.open === 0 && session.close());
  }

  async function withRoom(to: Place): Promise<Pooled> {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      for (const pooled of pools.get(placeOf(to)) ?? []) {
        if (!hasRoom(pooled)) continue;
        pooled.open++;
        return pooled;
      }
      if ((await ask(to)) === 'http/1.1') throw new NotSpoken('the service speaks HTTP/1.1');
    }
    throw new Error('the service ends every connection');
  }

  return {
    async speaks(to) {
      return known.get(placeOf(to)) ?? (await ask(to).catch(() => undefined));
    },
    async open(to, headers, options) {
      const pooled = await withRoom(to);
      try {
        const service = pooled.session.request(headers, options);
        service.once('close', () => pooled.open--);
        const { isReused, session } = pooled;
        pooled.isReused = true;
        return { service, isReused, isLost: () => session.destroyed };
      } catch (error) {
        pooled.open--;
        throw error;
      }
    },
    spare: (to) => spares.take(placeOf(to)),
    [Symbol.dispose]() {
      isOver = true;
      for (const session of sessions) session.destroy();
      spares[Symbol.dispose]();
    },
  };
}

interface Pooled {
  readonly session: ClientHttp2Session;
  open: number;
  isReused: boolean;
}

/** Milliseconds. Services end what nobody uses, mostly after a minute: the guard is first. */
const idle = 30_000;
/** Milliseconds for a connection and its handshake. */
const connecting = 20_000;
/** Calls on one connection, where the service allows so many; above them another one is opened. */
const mostOpen = 100;
const mostKnown = 1000;
/** Connections that are opened one after the other until one has room: a service may end each at once. */
const mostAttempts = 100;

function hasRoom({ session, open }: Pooled): boolean {
  if (session.closed || session.destroyed) return false;
  return open < Math.max(1, Math.min(session.remoteSettings.maxConcurrentStreams ?? mostOpen, mostOpen));
}

async function connectTo(to: Place, trusting: Trusting, outer: OuterProxy): Promise<TLSSocket> {
  const socket = await outer(to, 'https');
  return await secure(to, { ...trusting, ...(socket && { socket }) });
}

function secure({ host, port }: Place, trusting: Trusting & Pick<ConnectionOptions, 'socket'>): Promise<TLSSocket> {
  const name = servernameOf(host);
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...trusting,
      host,
      port,
      ALPNProtocols: ['h2', 'http/1.1'],
      ...(name !== '' && { servername: name }),
    });
    socket.setTimeout(connecting, () => socket.destroy(new Error('the service does not answer')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the service ended the connection')));
    socket.once('secureConnect', () => {
      socket.setTimeout(0).removeAllListeners('timeout');
      // What befalls it later, its close tells.
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
  });
}

/** What the service allows is known when its first settings are there. */
function begin(place: string, socket: TLSSocket): Promise<ClientHttp2Session> {
  return new Promise((resolve, reject) => {
    const session = connectHttp2(`https://${place}`, { createConnection: () => socket, settings, maxHeaderListPairs });
    session.setLocalWindowSize(connectionWindow);
    session.on('error', reject);
    session.once('close', () => reject(new Error('the service ended the connection')));
    session.once('remoteSettings', () => resolve(session));
    session.unref();
  });
}

/** Bytes that a service may send ahead: on one call, and on a connection. */
const callWindow = 1024 * 1024;
const connectionWindow = 8 * 1024 * 1024;
const maxHeaderListPairs = 256;
const settings = { enablePush: false, initialWindowSize: callWindow, maxHeaderListSize: 65_536 };

/** RFC 9113: what a stream ends with that was not begun, and may be asked for again. */
export const { NGHTTP2_REFUSED_STREAM: notBegun } = constants;
