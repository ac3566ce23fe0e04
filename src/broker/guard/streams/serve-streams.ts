import { constants, performServerHandshake } from 'node:http2';
import type { ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Guarding } from '../admit.ts';
import type { CallOrigin } from '../origin.ts';
import { guardStream } from './stream.ts';

/** Serves a connection on which HTTP/2 is spoken: every stream is a call, judged like any other. */
export function serveStreams(guarding: Guarding, to: CallOrigin, socket: Duplex): void {
  const session = performServerHandshake(socket, bounds);
  let open = 0;
  session.on('error', () => session.destroy());
  session.setTimeout(idle, () => open === 0 && session.close());
  session.on('stream', (stream: ServerHttp2Stream, _headers, flags, raw: string[]) => {
    open++;
    stream.once('close', () => open--);
    // What befalls a stream, its close tells.
    stream.on('error', () => undefined);
    const isEnded = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    void guardStream(guarding, to, { stream, raw, isEnded }).catch(() =>
      stream.close(constants.NGHTTP2_INTERNAL_ERROR),
    );
  });
}

/** Milliseconds, as for a connection of HTTP/1.1. */
const idle = 60_000;

/**
 * What one connection may ask of the guard. Floods of settings, pings, resets and continued headers are ended by
 * nghttp2 itself. There is no extended CONNECT: a WebSocket is opened over HTTP/1.1.
 */
const bounds = {
  maxHeaderListPairs: 256,
  maxSessionInvalidFrames: 100,
  maxSessionRejectedStreams: 100,
  settings: {
    maxConcurrentStreams: 128,
    maxHeaderListSize: 65_536,
    initialWindowSize: 262_144,
    enableConnectProtocol: false,
  },
};
