import { constants } from 'node:http2';
import type { ServerHttp2Stream } from 'node:http2';
import type { Refused } from '../../../core/policy/refusal.ts';
import type { Arrived } from '../admit.ts';
import { grpcRefusal, isGrpc } from './grpc.ts';
import { pairs } from '../placement.ts';
import { refusalBody, refusalMessage, statusOf } from '../refusing.ts';

export interface Refusing {
  readonly stream: ServerHttp2Stream;
  /** Whether its body has ended, so that nothing more is to be waited for. */
  readonly isEnded: boolean;
}

/**
 * Answers a refused call of HTTP/2: a client of gRPC reads the reason in the trailers, every other one in the body. One
 * that was answered in part is cut off; of gRPC its stream still ends with the reason, if it is read soon.
 */
export function refuseStream({ stream, isEnded }: Refusing, { headers }: Arrived, refused: Refused): void {
  if (stream.destroyed) return;
  const ofGrpc = isGrpc(pairs(headers).find(([name]) => name === 'content-type')?.[1]);
  const reason = {
    'valet-key-refused': refused.code,
    ...(ofGrpc && grpcRefusal(refused.code, refusalMessage(refused))),
  };
  if (stream.headersSent) {
    if (ofGrpc) endWith(stream, reason);
    else stream.close(constants.NGHTTP2_CANCEL);
    return;
  }
  if (ofGrpc) {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...reason }, { endStream: true });
  } else {
    const body = refusalBody(refused);
    const content = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    stream.respond({ ':status': statusOf(refused), ...content, ...reason });
    stream.end(body);
  }
  // RFC 9113, 8.1: the rest of the body is not wanted.
  if (!isEnded) stream.close(constants.NGHTTP2_NO_ERROR);
}

/** Milliseconds that a client has to take what it was sent before. */
const patience = 1000;

function endWith(stream: ServerHttp2Stream, trailers: Readonly<Record<string, string>>): void {
  const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), patience);
  stream.once('close', () => clearTimeout(timer));
  stream.removeAllListeners('wantTrailers');
  stream.once('wantTrailers', () => {
    stream.sendTrailers(trailers);
    // Sent together, the reset would overtake them.
    setImmediate(() => stream.close(constants.NGHTTP2_NO_ERROR));
  });
  stream.end();
}
