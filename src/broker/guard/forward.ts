import { request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Duplex, Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { servernameOf } from './origin.ts';
import type { CallOrigin } from './origin.ts';
import { pairs } from './placement.ts';
import type { Carried } from './placement.ts';
import type { Scrubber } from './scrub.ts';
import type { Upstream } from './upstream.ts';

export interface Forwarding extends Carried {
  readonly to: CallOrigin;
  readonly method: string;
  readonly upstream: Upstream;
  /** The protocol that the call asks to go on in. */
  readonly upgrade?: 'websocket';
}

/** Opens the call to the service. What concerns only the connection to the guard does not go along. */
export function openCall({ to, method, headers, target, upstream, upgrade }: Forwarding): ClientRequest {
  const asked = upgrade === undefined ? [] : ['Connection', 'Upgrade', 'Upgrade', upgrade];
  const all = [...forwarded(headers), ...asked];
  const options = { host: to.host, port: to.port, method, path: target, headers: all, setHost: false };
  return to.scheme === 'https'
    ? requestHttps({ ...options, agent: upstream.https, servername: servernameOf(to.host) })
    : requestHttp({ ...options, agent: upstream.http });
}

export interface Passing {
  readonly scrubber: Scrubber | undefined;
  /** Of the call: the answer to HEAD has no body, whatever its headers say. */
  readonly method: string;
}

/** Passes an answer on, without the values in it. One that cannot be looked into is `unreadable`: it is not passed. */
export function passAnswer(
  answer: IncomingMessage,
  response: ServerResponse,
  { scrubber, method }: Passing,
): 'passed' | 'unreadable' {
  const hasBody = method !== 'HEAD' && ![204, 304].includes(answer.statusCode ?? 0);
  const decoder = scrubber && hasBody ? decoderOf(answer.headers['content-encoding']) : undefined;
  if (decoder === 'unknown') {
    answer.destroy();
    return 'unreadable';
  }
  const dropped = decoder ? ['content-encoding', 'content-length'] : [];
  const headers = pairs(answer.rawHeaders)
    .filter(([name]) => !hopByHop.has(name.toLowerCase()) && !dropped.includes(name.toLowerCase()))
    .flatMap(([name, value]) => [name, scrubber?.text(value) ?? value]);
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
  // Headers arrive before a slow body does (event streams begin with them), and in one piece with a quick one.
  const { socket } = response;
  socket?.cork();
  setImmediate(() => {
    response.flushHeaders();
    socket?.uncork();
  });
  answer.once('end', () => {
    const trailers = pairs(answer.rawTrailers).map(([name, value]): [string, string] => [
      name,
      scrubber?.text(value) ?? value,
    ]);
    if (trailers.length > 0) response.addTrailers(trailers);
  });
  // An answer that breaks off is passed on as one, and one that nobody takes in any more is not asked for any more.
  answer.once('error', () => response.destroy());
  response.once('close', () => answer.destroy());
  flow(decoder ? answer.pipe(decoder) : answer, response, scrubber);
  return 'passed';
}

/** As pipes do, which make a stream and two dozen listeners for every answer. */
function flow(source: Readable, response: ServerResponse, scrubber: Scrubber | undefined): void {
  const passage = scrubber?.passage((late) => void response.write(late));
  source.on('data', (chunk: Buffer) => {
    const clean = passage ? passage.take(chunk) : chunk;
    if (clean.length > 0 && !response.write(clean)) source.pause();
  });
  response.on('drain', () => source.resume());
  source.once('end', () => {
    const rest = passage?.end();
    if (rest && rest.length > 0) response.write(rest);
    response.end();
  });
  source.once('error', () => response.destroy());
  response.once('close', () => {
    passage?.close();
    source.destroy();
  });
}

function forwarded(headers: readonly string[]): string[] {
  const named = new Set(
    pairs(headers)
      .filter(([name]) => name.toLowerCase() === 'connection')
      .flatMap(([, value]) => value.toLowerCase().split(/\s*,\s*/)),
  );
  return pairs(headers)
    .filter(([name]) => !hopByHop.has(name.toLowerCase()) && !named.has(name.toLowerCase()))
    .flatMap(([name, value]) => [name, value]);
}

/** RFC 9110, and what proxies are told. `transfer-encoding` stays: Node frames the body by it. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
]);

/** The guard asks for plain bodies; a service that compresses all the same is read through. */
export function decoderOf(header: string | undefined): Duplex | 'unknown' | undefined {
  const encoding = header?.trim().toLowerCase();
  if (encoding === undefined || encoding === '' || encoding === 'identity') return undefined;
  return decoders[encoding]?.() ?? 'unknown';
}

const decoders: Readonly<Record<string, () => Duplex>> = {
  gzip: zlib.createGunzip,
  'x-gzip': zlib.createGunzip,
  deflate: zlib.createInflate,
  br: zlib.createBrotliDecompress,
  // Node before 22.15 has none.
  ...(typeof zlib.createZstdDecompress === 'function' && { zstd: () => zlib.createZstdDecompress() }),
};
