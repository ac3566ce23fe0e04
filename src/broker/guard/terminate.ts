import type { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { normalHost } from '../../core/policy/call-host.ts';
import type { Guarding } from './admit.ts';
import type { Authority } from './certificate.ts';
import { placeOf } from './origin.ts';
import type { CallOrigin } from './origin.ts';
import { recordConnection } from './tunnel.ts';

/** Ends a task's TLS at the guard, under a certificate for the host; one context a host, so that sessions resume. */
export function createTerminating(
  guarding: Guarding,
  authority: Authority,
): (socket: Duplex, to: CallOrigin) => TLSSocket {
  const contexts = new Map<string, SecureContext>();
  const contextFor = (host: string): SecureContext => {
    const known = contexts.get(host);
    if (known) return known;
    const { certificate, key } = authority.certify(host);
    const made = createSecureContext({ cert: certificate, key });
    contexts.set(host, made);
    return made;
  };
  return (socket, to) => {
    const options = {
      isServer: true,
      secureContext: contextFor(normalHost(to.host) ?? 'invalid'),
      ALPNCallback: ({ protocols }: { readonly protocols: readonly string[] }) => {
        if (protocols.includes(spoken)) return spoken;
        // A client that speaks HTTP/2 alone is told in its own way, by an alert: it would not understand an answer.
        void recordConnection(guarding, placeOf(to), 'protocol-not-guarded');
        return undefined;
      },
    };
    const secured = new TLSSocket(socket, options);
    secured.on('error', () => secured.destroy());
    return secured;
  };
}

const spoken = 'http/1.1';
