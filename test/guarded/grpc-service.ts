import type { ServerHttp2Stream } from 'node:http2';
import { startHttp2 } from '../broker/guard/http2-service.ts';
import type { Http2Service } from '../broker/guard/http2-service.ts';

/** A service of gRPC (PROTOCOL-HTTP2.md) that says what it got: it speaks HTTP/2 alone. */
export function startGrpc(name: string): Promise<Http2Service> {
  return startHttp2(
    (stream, { ':path': path = '', authorization = '' }) => {
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc', 'x-echo': authorization },
        { waitForTrailers: true },
      );
      stream.once('wantTrailers', () =>
        stream.sendTrailers({ 'grpc-status': '0', 'x-echo-bin': inBase64(authorization) }),
      );
      const answer = answers[path] ?? answers['/acme.Echo/One'];
      answer?.(stream, authorization);
    },
    { name },
  );
}

type Answer = (stream: ServerHttp2Stream, authorization: string) => void;

const answers: Readonly<Record<string, Answer>> = {
  '/acme.Echo/One': (stream, authorization) =>
    eachMessage(
      stream,
      (one) => stream.write(framed(`got ${one} with ${authorization}`)),
      () => stream.end(),
    ),
  '/acme.Echo/Three': (stream) =>
    eachMessage(
      stream,
      (one) => [1, 2, 3].forEach((number) => stream.write(framed(`${one} ${number}`))),
      () => stream.end(),
    ),
  '/acme.Echo/Each': (stream) =>
    eachMessage(
      stream,
      (one) => stream.write(framed(`got ${one}`)),
      () => stream.end(),
    ),
  '/acme.Echo/Sum': (stream) => {
    const all: string[] = [];
    eachMessage(
      stream,
      (one) => all.push(one),
      () => stream.end(framed(all.join('+'))),
    );
  },
};

function eachMessage(stream: ServerHttp2Stream, heard: (message: string) => unknown, ended: () => void): void {
  let bytes: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt32BE(1)) {
      const end = 5 + bytes.readUInt32BE(1);
      heard(bytes.toString('utf8', 5, end));
      bytes = bytes.subarray(end);
    }
  });
  stream.once('end', ended);
}

function framed(message: string): Buffer {
  const bytes = Buffer.from(message, 'utf8');
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function inBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
