import type { Duplex } from 'node:stream';
import { createServer } from 'node:tls';
import type { Server, TLSSocket } from 'node:tls';
import { normalHost } from '../../core/policy/call-host.ts';
import type { Guarding } from './admit.ts';
import type { Authority } from './clients/certificate.ts';
import { placeOf } from './origin.ts';
import type { CallOrigin } from './origin.ts';
import type { Spoken } from './streams/sessions.ts';
import { recordConnection } from './tunnel.ts';

/** `service` is what the host speaks, as far as that was asked. */
export type Terminate = (socket: Duplex, to: CallOrigin, service: Spoken | undefined) => void;

/** Ends a task's TLS at the guard, under a certificate for the host; one server a host, so that sessions resume. */
export function createTerminating(
  guarding: Guarding,
  authority: Authority,
  serve: (secured: TLSSocket, to: CallOrigin) => void,
): Terminate {
  const servers = new Map<string, Server>();
  const tell = distrustTold(guarding);
  const serverFor = (to: CallOrigin, service: Spoken | undefined): Server => {
    const name = `${placeOf(to)} ${service ?? ''}`;
    const known = servers.get(name);
    if (known) return known;
    const { certificate, key } = authority.certify(normalHost(to.host) ?? 'invalid');
    const ALPNCallback = ({ protocols }: { readonly protocols: readonly string[] }): string | undefined => {
      const spoken = chosenOf(protocols, service);
      // Who speaks none of them is told by an alert: it would not understand an answer.
      if (spoken === undefined) void recordConnection(guarding, placeOf(to), 'protocol-not-guarded');
      return spoken;
    };
    const made = createServer({ cert: certificate, key, ALPNCallback }, (secured) => {
      secured.on('error', () => secured.destroy());
      serve(secured, to);
    });
    made.on('tlsClientError', (error: NodeJS.ErrnoException) => {
      if (isDistrust(error)) tell(to);
    });
    // A task may name any number of hosts.
    if (servers.size >= mostServers) servers.clear();
    servers.set(name, made);
    return made;
  };
  return (socket, to, service) => void serverFor(to, service).emit('connection', socket);
}

/** Once a host: a client tries again and again. */
function distrustTold(guarding: Guarding): (to: CallOrigin) => void {
  const told = new Set<string>();
  return (to) => {
    const place = placeOf(to);
    if (told.has(place) || told.size >= mostServers) return;
    told.add(place);
    guarding.warn(
      `a program does not trust the guard's certificate for ${place}: it brings roots of its own, or expects one certificate. Have it read SSL_CERT_FILE or the system's roots (Rust: rustls-native-certs); the delivery "env" in valet-key.json lets it see the value and call by itself`,
    );
    void recordConnection(guarding, place, 'guard-not-trusted');
  };
}

/** The alerts by which clients say that they do not believe a certificate (RFC 8446, 6.2): 42, 46 and 48. */
function isDistrust({ code = '' }: NodeJS.ErrnoException): boolean {
  return /ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNKNOWN_CA)$/.test(code);
}

const mostServers = 1000;

/** As the service would choose. A client that speaks HTTP/2 alone is answered in it whatever becomes of its calls. */
function chosenOf(protocols: readonly string[], service: Spoken | undefined): string | undefined {
  const preferred = service === 'h2' ? ['h2', 'http/1.1'] : ['http/1.1', 'h2'];
  return preferred.find((one) => protocols.includes(one));
}
