import { Transform } from 'node:stream';
import { gunzipSync, inflateSync } from 'node:zlib';
import type { RefusalCode } from '../../../core/policy/refusal.ts';

/** gRPC as far as the guard must know it (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
export function isGrpc(contentType: string | undefined): boolean {
  return contentType?.toLowerCase().startsWith('application/grpc') ?? false;
}

/** What a client of gRPC reads where others read a status of HTTP and a body. */
export function grpcRefusal(code: RefusalCode, message: string): Readonly<Record<string, string>> {
  return { 'grpc-status': String(statuses[code] ?? permissionDenied), 'grpc-message': percentEncoded(message) };
}

const permissionDenied = 7;
const unavailable = 14;
const unauthenticated = 16;

const statuses: Partial<Record<RefusalCode, number>> = {
  'grant-expired': unauthenticated,
  'grant-revoked': unauthenticated,
  'credential-unusable': unauthenticated,
  'provider-failed': unavailable,
  'not-recorded': unavailable,
  'upstream-unreachable': unavailable,
};

function percentEncoded(message: string): string {
  return [...Buffer.from(message, 'utf8')]
    .map((byte) =>
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}

/**
 * Compressed messages as plain ones, as a compressed message would hide a value. `unknown` is an encoding that cannot be
 * looked into.
 */
export function messageDecoderOf(encoding: string | undefined): Transform | 'unknown' | undefined {
  if (encoding === undefined || encoding === 'identity') return undefined;
  const decode = decoders[encoding];
  return decode ? decodingMessages(decode) : 'unknown';
}

type Decode = (bytes: Buffer) => Buffer;

/** Bytes: longer messages are none that a service sends in one piece. */
const largestMessage = 64 * 1024 * 1024;

const decoders: Readonly<Record<string, Decode>> = {
  gzip: (bytes) => gunzipSync(bytes, { maxOutputLength: largestMessage }),
  deflate: (bytes) => inflateSync(bytes, { maxOutputLength: largestMessage }),
};

/** Each message: whether it is compressed (one byte), its length (four), itself. */
function decodingMessages(decode: Decode): Transform {
  let held: Buffer[] = [];
  let length = 0;
  let wanted = prefix;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      held.push(chunk);
      length += chunk.length;
      if (length < wanted) return done();
      let bytes = Buffer.concat(held);
      try {
        for (wanted = wholeLength(bytes); bytes.length >= wanted; wanted = wholeLength(bytes)) {
          this.push(plainMessage(bytes.subarray(0, wanted), decode));
          bytes = bytes.subarray(wanted);
        }
      } catch (error) {
        return done(error instanceof Error ? error : new TypeError('no message', { cause: error }));
      }
      held = [bytes];
      length = bytes.length;
      return done();
    },
    flush(done) {
      done(null, Buffer.concat(held));
    },
  });
}

const prefix = 5;

function wholeLength(bytes: Buffer): number {
  if (bytes.length < prefix) return prefix;
  const length = bytes.readUInt32BE(1);
  if (length > largestMessage) throw new RangeError('a message is longer than can be looked into');
  return prefix + length;
}

function plainMessage(message: Buffer, decode: Decode): Buffer {
  if (message[0] !== 1) return message;
  const plain = decode(message.subarray(prefix));
  const head = Buffer.alloc(prefix);
  head.writeUInt32BE(plain.length, 1);
  return Buffer.concat([head, plain]);
}
