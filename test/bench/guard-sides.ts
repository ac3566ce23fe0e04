import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuditLog } from '../../src/broker/audit/audit-log.ts';
import { createAuthority } from '../../src/broker/guard/clients/certificate.ts';
import { createUpstream } from '../../src/broker/guard/upstream.ts';
import { guardFor } from '../broker/guard/guarded.ts';
import { startHttp2 } from '../broker/guard/http2-service.ts';
import { startService } from '../broker/guard/service.ts';

/**
 * The processes of the guard's bench, each with a processor of its own as far as there are any:
 * `service` answers, `guard PORT` guards it with a real audit log beside a plain proxy. What they have to say is printed.
 */
const [, , side, ...rest] = process.argv;
if (side === 'service') await serve();
else await guard(JSON.parse(rest[0] ?? '{}') as ServiceSide);

export interface ServiceSide {
  readonly port: number;
  readonly certificate: string;
  /** The same in HTTP/2. */
  readonly http2: { readonly port: number; readonly certificate: string };
}

export interface GuardSide {
  readonly port: number;
  readonly certificate: string;
  readonly placeholder: string;
  /** Of a proxy that looks at nothing. */
  readonly plainPort: number;
  /** Of a server that ends TLS and calls the service anew, and does nothing else: what Node itself takes. */
  readonly bare: Omit<ServiceSide, 'http2'>;
}

async function serve(): Promise<void> {
  const body = JSON.stringify({ data: 'x'.repeat(1000) });
  const service = await startService(({ url }, response) => {
    service.reached.length = 0;
    response.writeHead(200, { 'content-type': 'application/json' }).end(url === '/small' ? '{}' : body);
  });
  service.server.keepAliveTimeout = 60_000;
  const http2 = await startHttp2((stream) => {
    http2.reached.length = 0;
    stream.respond({ ':status': 200, 'content-type': 'application/json' });
    stream.end(body);
  });
  const said: ServiceSide = {
    port: service.port,
    certificate: service.certificate,
    http2: { port: http2.port, certificate: http2.certificate },
  };
  console.log(JSON.stringify(said));
}

async function guard({ port, certificate, http2 }: ServiceSide): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'valet-key-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit());
  const upstream = createUpstream({ ca: [certificate, http2.certificate] }, { keepAlive: true });
  const guarded = await guardFor(
    { upstream },
    {
      call: [{ host: `localhost:${port}` }, { host: `localhost:${http2.port}` }],
      more: { audit: openAuditLog({ folder }) },
    },
  );
  const plain = createServer();
  plain.on('connect', (request, socket, head) => {
    const service = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      service.write(head);
      socket.pipe(service).pipe(socket);
    });
    service.on('error', () => socket.destroy());
    socket.on('error', () => service.destroy());
  });
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  const said: GuardSide = {
    port: guarded.guard.port,
    certificate: guarded.certificate,
    placeholder: guarded.placeholder,
    plainPort: (plain.address() as AddressInfo).port,
    bare: await startBare(port, upstream.https),
  };
  console.log(JSON.stringify(said));
}

async function startBare(port: number, agent: HttpsAgent): Promise<GuardSide['bare']> {
  const { createServer: createTlsServer, request: callService } = await import('node:https');
  const authority = createAuthority(Date.now());
  const { certificate, key } = authority.certify('localhost');
  const bare = createTlsServer({ cert: certificate, key }, ({ method, url, rawHeaders }, response) => {
    const options = { host: 'localhost', port, method, path: url, headers: rawHeaders, setHost: false, agent };
    callService(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    }).end();
  });
  await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
  return { port: (bare.address() as AddressInfo).port, certificate: authority.certificate };
}
