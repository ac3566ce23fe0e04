import { createSecureServer } from 'node:http2';
import type { Http2SecureServer, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createAuthority } from '../../../src/broker/guard/clients/certificate.ts';
import { createUpstream } from '../../../src/broker/guard/upstream.ts';
import type { Upstream } from '../../../src/broker/guard/upstream.ts';

/** A stream that reached a service, with its headers. */
export interface ReachedStream {
  readonly headers: IncomingHttpHeaders;
  readonly raw: readonly string[];
}

export interface Http2Service extends AsyncDisposable {
  readonly port: number;
  readonly reached: ReachedStream[];
  readonly sessions: Set<ServerHttp2Session>;
  readonly upstream: Upstream;
  readonly certificate: string;
  readonly server: Http2SecureServer;
}

export type Serving = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => unknown;

/** A service on the loopback interface that speaks HTTP/2, and HTTP/1.1 where that is said. */
export async function startHttp2(
  serve: Serving,
  { name = 'localhost', ...options }: { readonly name?: string; readonly allowHTTP1?: boolean } = {},
): Promise<Http2Service> {
  const authority = createAuthority(Date.now());
  const { certificate, key } = authority.certify(name);
  const reached: ReachedStream[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const server = createSecureServer({ cert: certificate, key, ...options });
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, raw: string[]) => {
    reached.push({ headers, raw });
    stream.on('error', () => undefined);
    serve(stream, headers);
  });
  if (options.allowHTTP1 === true) {
    server.on('request', (request, response) => {
      if (request.httpVersionMajor === 1) response.end(`in HTTP/${request.httpVersion}`);
    });
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const upstream = createUpstream({ ca: authority.certificate }, { keepAlive: true });
  return {
    port: (server.address() as AddressInfo).port,
    reached,
    sessions,
    upstream,
    certificate: authority.certificate,
    server,
    async [Symbol.asyncDispose]() {
      upstream[Symbol.dispose]();
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
