import { addAbortListener } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Duplex } from 'node:stream';
import type { RefusalCode } from '../../core/policy/refusal.ts';
import { GrantRefusal } from '../grants/grant.ts';
import { aboutOf } from './admit.ts';
import type { Guarding } from './admit.ts';
import type { HandedOut } from './held.ts';
import { placeOf } from './origin.ts';
import type { OuterProxy } from './outer-proxy.ts';
import type { Place } from './origin.ts';
import { refusalText } from './refusing.ts';

/** A connection as the task opened it. */
export interface Opened {
  readonly socket: Duplex;
  /** What came of it already. */
  readonly head: Buffer;
  /** A proxy's client reads an answer first; whoever was led here by a name believes to be there already. */
  readonly awaits: 'answer' | 'nothing';
}

export const established = 'HTTP/1.1 200 Connection Established\r\n\r\n';

/**
 * Passes a connection on as it is, under the requests that mean it: each counts it as a use, it stands in the log
 * before anything goes over it, and it is cut when one of their grants ends. Names are looked up here, not by the task.
 */
export async function passConnection(
  guarding: Guarding,
  to: Place,
  { requests, ...opened }: Opened & { readonly requests: readonly string[] },
): Promise<void> {
  const { socket } = opened;
  const under = guarding.handedOut.filter(({ request }) => requests.includes(request));
  const refuse = async (code: RefusalCode): Promise<void> => {
    await record(guarding, under, { type: 'connection-refused', host: placeOf(to), reason: code }).catch(
      () => undefined,
    );
    const refused = { code, host: placeOf(to), ...(under[0] && { request: under[0].request }) };
    if (opened.awaits === 'answer') socket.end(refusalText(refused));
    else socket.destroy();
  };
  const code = await codeAgainst(guarding, under);
  if (code) return await refuse(code);
  const service = await reach(to, socket, guarding.upstream.outer);
  if (!service) return socket.destroyed ? undefined : await refuse('upstream-unreachable');
  try {
    await record(guarding, under, { type: 'connection-opened', host: placeOf(to) });
  } catch {
    service.destroy();
    return await refuse('not-recorded');
  }
  return join(opened, service, under);
}

/** Why the grants do not cover one more connection; each that does has one use less. */
async function codeAgainst(
  { lookForRevocations }: Guarding,
  under: readonly HandedOut[],
): Promise<RefusalCode | undefined> {
  try {
    await lookForRevocations();
    for (const { grant } of under) await grant.count();
    return undefined;
  } catch (error) {
    if (error instanceof GrantRefusal) return error.code;
    if (error instanceof Error && error.name === 'BrokerError') return 'not-recorded';
    throw error;
  }
}

type Connection =
  | { readonly type: 'connection-opened'; readonly host: string }
  | { readonly type: 'connection-refused'; readonly host: string; readonly reason: RefusalCode };

/** A line for each request: whose connections they were is asked by request. */
async function record({ audit, about }: Guarding, under: readonly HandedOut[], happening: Connection): Promise<void> {
  const abouts = under.length === 0 ? [about] : under.map((one) => ({ ...about, ...aboutOf(one) }));
  for (const each of abouts) await audit.append({ ...each, ...happening });
}

/** `undefined` where nobody answers, or where the task gave up meanwhile. */
async function reach(to: Place, client: Duplex, outer: OuterProxy): Promise<Socket | undefined> {
  const tunnel = outer(to, 'https');
  if (!tunnel) return await reachDirectly(to, client);
  const service = await tunnel.catch(() => undefined);
  if (!client.destroyed) return service;
  service?.destroy();
  return undefined;
}

function reachDirectly(to: Place, client: Duplex): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const service = connect({ ...to, allowHalfOpen: true, noDelay: true, keepAlive: true });
    const giveUp = (): void => {
      service.destroy();
      resolve(undefined);
    };
    client.once('close', giveUp);
    service.once('error', giveUp);
    service.once('connect', () => {
      client.off('close', giveUp);
      service.off('error', giveUp);
      resolve(service);
    });
  });
}

function join({ socket, head, awaits }: Opened, service: Socket, under: readonly HandedOut[]): void {
  const cut = (): void => {
    socket.destroy();
    service.destroy();
  };
  const listening = under.map(({ grant }) => addAbortListener(grant.ended, cut));
  service.once('close', () => {
    for (const one of listening) one[Symbol.dispose]();
  });
  socket.once('close', () => service.destroy());
  if (awaits === 'answer') socket.write(established);
  if (head.length > 0) service.write(head);
  // An end on one side is passed on, and the other side goes on until it ends too; a fault ends both.
  const endBoth = (error: Error | null | undefined): void => {
    if (error) cut();
  };
  pipeline(socket, service, endBoth);
  pipeline(service, socket, endBoth);
}
