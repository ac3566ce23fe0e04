import type { TLSSocket } from 'node:tls';
import type { Guarded } from './guarded.ts';
import { tlsThrough } from './wire.ts';

/** Frames of HTTP/2 (RFC 9113, 6), to say what no client would. */
const types = { data: 0, headers: 1, reset: 3, settings: 4, push: 5, ping: 6, goaway: 7, window: 8, continuation: 9 };

export const endStream = 1;
export const endHeaders = 4;

export function frame(
  type: keyof typeof types,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = types[type];
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

export function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** One setting (RFC 9113, 6.5.1). */
export function setting(id: number, value: number): Buffer {
  return Buffer.concat([Buffer.from([0, id]), number(value)]);
}

type Fields = readonly (readonly [name: string, value: string])[];

/** RFC 7541, 6.2.2: literals that no table remembers. */
export function literals(fields: Fields): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}

/** RFC 7541, 6.2.1: a literal that the table remembers, at its first place. */
export function remembered(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([0x40]), text(name), text(value)]);
}

/** The first place of the table, behind the 61 of everybody's. */
export const firstRemembered = Buffer.from([0x80 | 62]);

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  return Buffer.concat([integer(bytes.length, 7), bytes]);
}

/** RFC 7541, 5.1. */
function integer(value: number, bits: number): Buffer {
  const most = 2 ** bits - 1;
  if (value < most) return Buffer.from([value]);
  const bytes = [most];
  for (let rest = value - most; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

export function fieldsFor(host: string, { placeholder }: Guarded, more: Fields = []): Fields {
  const pseudo = [
    [':method', 'GET'],
    [':scheme', 'https'],
    [':authority', host],
    [':path', '/v1'],
  ] as const;
  const own = pseudo.filter(([name]) => !more.some(([other]) => other === name));
  const first = more.filter(([name]) => name.startsWith(':'));
  const rest = more.filter(([name]) => !name.startsWith(':'));
  return [...own, ...first, ['authorization', `Bearer ${placeholder}`], ...rest];
}

/** A connection on which HTTP/2 was begun. */
export async function begun(guarded: Guarded, host: string, settings: Buffer = Buffer.alloc(0)): Promise<TLSSocket> {
  const socket = await tlsThrough(guarded, host, { ALPNProtocols: ['h2'] });
  socket.on('error', () => undefined);
  socket.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame('settings', 0, 0, settings)]));
  return socket;
}

export interface Heard {
  readonly type: string;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** All frames that come until `enough` is true of one of them, or the connection ends. */
export async function framesUntil(socket: TLSSocket, enough: (heard: Heard) => boolean): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  let bytes: Buffer = Buffer.alloc(0);
  return await new Promise((resolve) => {
    socket.once('close', () => resolve(heard));
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 9 && bytes.length >= 9 + bytes.readUIntBE(0, 3)) {
        const length = 9 + bytes.readUIntBE(0, 3);
        const [type = 'unknown'] = Object.entries(types).find(([, id]) => id === bytes[3]) ?? [];
        const one = { type, flags: bytes[4] ?? 0, stream: bytes.readUInt32BE(5), payload: bytes.subarray(9, length) };
        heard.push(one);
        bytes = bytes.subarray(length);
        if (enough(one)) resolve(heard);
      }
    });
  });
}

/** Sends one frame after the other, until all are taken, the connection has ended, or nothing is taken any more. */
export async function flood(socket: TLSSocket, frames: Iterable<Buffer>): Promise<'taken' | 'ended' | 'held'> {
  for (const one of frames) {
    if (socket.destroyed) return 'ended';
    if (!socket.write(one) && (await drained(socket)) === 'held') return 'held';
  }
  return socket.destroyed ? 'ended' : 'taken';
}

function drained(socket: TLSSocket): Promise<'drained' | 'held'> {
  return new Promise((resolve) => {
    const end = (how: 'drained' | 'held') => (): void => {
      clearTimeout(timer);
      socket.off('drain', taken).off('close', taken);
      resolve(how);
    };
    const taken = end('drained');
    const timer = setTimeout(end('held'), 1000);
    socket.once('drain', taken).once('close', taken);
  });
}
