import { createServer as createHttpServer } from 'node:http';
import type { Server, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority } from '../../../src/broker/guard/clients/certificate.ts';
import { createUpstream } from '../../../src/broker/guard/upstream.ts';
import type { Upstream } from '../../../src/broker/guard/upstream.ts';

/** A call that reached a service. */
export interface Reached {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface Service extends AsyncDisposable {
  readonly port: number;
  readonly reached: Reached[];
  /** PEM of the authority that it is to be trusted by. */
  readonly certificate: string;
  /** How a guard reaches it: trusting its certificate and no other. */
  readonly upstream: Upstream;
  /** The same, and connections are kept. */
  readonly keptUpstream: Upstream;
  readonly server: Server;
  /** Ends connections that nobody uses, as services do. */
  endConnections(): void;
}

export type Answering = (reached: Reached, response: ServerResponse) => unknown;

/** A service on the loopback interface, over TLS or without; its certificate is for one name. */
export async function startService(
  answer: Answering,
  scheme: 'https' | 'http' = 'https',
  name = 'localhost',
): Promise<Service> {
  const authority = createAuthority(Date.now());
  const { certificate, key } = authority.certify(name);
  const reached: Reached[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = request;
      const call = { method, url, headers, rawHeaders, body: Buffer.concat(chunks).toString('utf8') };
      reached.push(call);
      answer(call, response);
    });
  };
  const server = scheme === 'https' ? createServer({ cert: certificate, key }, listener) : createHttpServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    reached,
    certificate: authority.certificate,
    server,
    endConnections: () => server.closeAllConnections(),
    keptUpstream: createUpstream({ ca: authority.certificate }, { keepAlive: true }),
    upstream: createUpstream({ ca: authority.certificate }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with the headers that it got. */
export const echo: Answering = ({ headers, url }, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ headers, url }));
};
