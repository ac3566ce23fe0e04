import { connect } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import type { Guarded } from './guarded.ts';
import type { Http2Service, Serving } from './http2-service.ts';
import { tlsThrough } from './wire.ts';

/** A session of HTTP/2 through the guard. */
export async function sessionThrough(
  guarded: Guarded,
  host: string,
  protocols: readonly string[] = ['h2', 'http/1.1'],
  servername?: string,
): Promise<ClientHttp2Session & Disposable> {
  const socket = await tlsThrough(guarded, host, {
    ALPNProtocols: [...protocols],
    ...(servername !== undefined && { servername }),
  });
  if (socket.alpnProtocol !== 'h2') throw new TypeError(`${socket.alpnProtocol} was chosen`);
  const session = connect(`https://${host}`, { createConnection: () => socket });
  session.on('error', () => undefined);
  return Object.assign(session, { [Symbol.dispose]: () => session.destroy() });
}

export interface Answered {
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders;
  readonly body: string;
  /** The code that its stream ended with (RFC 9113, 7). */
  readonly code: number;
}

export interface Asked {
  readonly body?: string | Buffer;
  readonly trailers?: OutgoingHttpHeaders;
}

export async function ask(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  { body, trailers }: Asked = {},
): Promise<Answered> {
  const stream = session.request(headers, { endStream: body === undefined, waitForTrailers: trailers !== undefined });
  if (trailers) stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  if (body !== undefined) stream.end(body);
  return await answerOn(stream);
}

export async function answerOn(stream: ClientHttp2Stream): Promise<Answered> {
  let headers: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders = {};
  const chunks: Buffer[] = [];
  stream.once('response', (fields: IncomingHttpHeaders) => (headers = fields));
  stream.once('trailers', (fields: IncomingHttpHeaders) => (trailers = fields));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', () => undefined);
  if (!stream.destroyed) await new Promise((resolve) => stream.once('close', resolve));
  return { headers, trailers, body: Buffer.concat(chunks).toString('utf8'), code: stream.rstCode };
}

/** Answers every call with `done`. */
export const done: Serving = (stream) => {
  stream.respond({ ':status': 200 });
  stream.end('done');
};

export function hostOf({ port }: Http2Service): string {
  return `localhost:${port}`;
}

export function ruleOf(service: Http2Service) {
  return { host: hostOf(service) };
}

export function bearer({ placeholder }: Guarded) {
  return { authorization: `Bearer ${placeholder}` };
}

export function codeOf({ body }: Answered): string {
  return (JSON.parse(body) as { error: { code: string } }).error.code;
}
