import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { decideConnection } from '../../core/policy/call-set.ts';
import { normalHost } from '../../core/policy/call-host.ts';
import type { RefusalCode } from '../../core/policy/refusal.ts';
import type { Guarding } from './admit.ts';
import { established, passConnection } from './connection.ts';
import type { Opened } from './connection.ts';
import { placeOf, readAuthority } from './origin.ts';
import type { CallOrigin, Place } from './origin.ts';
import { refusalText } from './refusing.ts';

export interface Connecting {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Serves the connection as one of calls that are judged one by one. */
export type TakeApart = (to: CallOrigin, first: Buffer) => void | Promise<void>;

/** Answers a CONNECT. */
export async function openTunnel(guarding: Guarding, connecting: Connecting, takeApart: TakeApart): Promise<void> {
  const { request, socket, head } = connecting;
  const to = readAuthority(request.url ?? '', 443);
  if (!to) {
    await recordConnection(guarding, unnamed, 'host-ambiguous');
    return void socket.end(refusalText({ code: 'host-ambiguous', host: request.url ?? '' }));
  }
  return await serveConnection(guarding, { to, socket, head, awaits: 'answer' }, takeApart);
}

/**
 * A connection on which calls can be judged is taken apart; a host that may not be called is told so inside, where
 * clients read it. Untouched goes what the call set means as a connection, what no rule names where a command declares
 * none, and what is no HTTP at a host that a task may call in any way.
 */
export async function serveConnection(
  guarding: Guarding,
  { to, ...opened }: Opened & { readonly to: Place },
  takeApart: TakeApart,
): Promise<void> {
  const { socket, head, awaits } = opened;
  const decision = decideConnection(guarding.callSet, to);
  const isAllowed = decision.type === 'allowed';
  const isUnnamed = isAllowed && decision.requests.length === 0 && guarding.callSet.others === 'allowed';
  if (isAllowed && (decision.plain === true || isUnnamed)) {
    return await passConnection(guarding, to, { ...opened, requests: decision.requests });
  }
  if (awaits === 'answer') socket.write(established);
  const first = await beginningOf(socket, head);
  const scheme = first && schemeOf(first);
  if (first && scheme) return await takeApart({ ...to, scheme }, first);
  if (isAllowed && isOpen(guarding, to)) {
    return await passConnection(guarding, to, { socket, head: noBytes, awaits: 'nothing', requests: [] });
  }
  await recordConnection(guarding, placeOf(to), isAllowed ? 'protocol-not-guarded' : decision.code);
  socket.destroy();
  return undefined;
}

const noBytes = Buffer.alloc(0);

/** In the log, where what was named is no host: it may be anything, a password before an `@` too. */
export const unnamed = 'unknown';

/** A refusal stands whether or not it can be recorded. */
export async function recordConnection({ audit, about }: Guarding, host: string, reason: RefusalCode): Promise<void> {
  await audit.append({ ...about, type: 'connection-refused', host, reason }).catch(() => undefined);
}

/** Whether nothing limits what is called there and no credential goes there. */
function isOpen({ callSet }: Guarding, { host, port }: Place): boolean {
  const name = normalHost(host) ?? '';
  const reached = callSet.rules.filter(
    (rule) =>
      rule.port === port && (rule.host === name || (rule.host.startsWith('*.') && name.endsWith(rule.host.slice(1)))),
  );
  return reached.length > 0 && reached.every((rule) => rule.request === undefined && !rule.methods && !rule.paths);
}

/** What comes first on a connection; whoever reads on gets it too. */
async function beginningOf(socket: Duplex, head: Buffer): Promise<Buffer | undefined> {
  const first = head.length > 0 ? head : await firstChunk(socket);
  if (first) socket.unshift(first);
  return first;
}

/** Told by the first byte: 22 begins a TLS handshake, a letter an HTTP call. */
function schemeOf(first: Buffer): CallOrigin['scheme'] | undefined {
  if (first[0] === 0x16) return 'https';
  // Other protocols begin with letters too: SSH with "SSH-2.0".
  return /^[A-Z]+ /.test(first.toString('latin1', 0, 16)) ? 'http' : undefined;
}

function firstChunk(socket: Duplex): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const ended = () => resolve(undefined);
    socket.once('close', ended);
    socket.once('end', ended);
    socket.once('data', (chunk: Buffer) => {
      socket.pause();
      socket.off('close', ended);
      socket.off('end', ended);
      resolve(chunk);
    });
  });
}
