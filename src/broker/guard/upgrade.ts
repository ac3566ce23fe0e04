import { addAbortListener } from 'node:events';
import { ServerResponse } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Duplex } from 'node:stream';
import { admit, arrivedCall, recordRefusal } from './admit.ts';
import type { Admitted, Guarding } from './admit.ts';
import { guardCall, refusedOf } from './call.ts';
import { openCall, passAnswer } from './forward.ts';
import type { CallOrigin } from './origin.ts';
import { pairs } from './placement.ts';
import { refusalText } from './refusing.ts';
import { createScrubber } from './scrub.ts';

export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/**
 * A call that asks to go on in another protocol. A WebSocket may; every other would carry calls that nobody judges, and
 * the call is answered in HTTP/1.1, as RFC 9110 lets a server do.
 */
export async function guardUpgrade(guarding: Guarding, to: CallOrigin, upgrade: Upgrade): Promise<void> {
  const { request, socket } = upgrade;
  const call = arrivedCall(to, request);
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
    return await guardCall(guarding, to, { request, response: responseOn(upgrade) });
  }
  const admitted = await admit(guarding, call);
  if (admitted.type === 'refused') {
    await recordRefusal(guarding, call, admitted);
    socket.end(refusalText(refusedOf(call, admitted)));
    return undefined;
  }
  if (!socket.destroyed) openWebSocket(guarding, { ...upgrade, to, admitted });
  return undefined;
}

interface Opening extends Upgrade {
  readonly to: CallOrigin;
  readonly admitted: Extract<Admitted, { type: 'admitted' }>;
}

function openWebSocket({ upstream }: Guarding, opening: Opening): void {
  const { request, socket, to, admitted } = opening;
  const { carried, carrying } = admitted;
  const method = request.method ?? 'GET';
  const headers = withoutExtensions(carried.headers);
  const service = openCall({ ...carried, headers, to, method, upstream, upgrade: 'websocket' });
  const listening = carrying.map(({ grant }) => addAbortListener(grant.ended, () => socket.destroy()));
  socket.once('close', () => {
    for (const one of listening) one[Symbol.dispose]();
    service.destroy();
  });
  service.once('error', () => socket.destroy());
  service.once('response', (answer) => {
    passAnswer(answer, responseOn(opening), { scrubber: admitted.scrubber, method });
  });
  service.once('upgrade', (answer, upgraded, first) => join(opening, { answer, upgraded, first }));
  service.end();
}

interface Upgraded {
  readonly answer: IncomingMessage;
  readonly upgraded: Duplex;
  readonly first: Buffer;
}

/** Joins the connection on both sides; values in the service's frames are taken out, at their length. */
function join({ socket, head, admitted }: Opening, { answer, upgraded, first }: Upgraded): void {
  const scrubber = admitted.scrubber ?? createScrubber([], () => undefined);
  const lines = pairs(answer.rawHeaders).map(([name, value]) => `${name}: ${scrubber.text(value)}`);
  socket.write(['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n'));
  if (first.length > 0) upgraded.unshift(first);
  if (head.length > 0) upgraded.write(head);
  // Two pipelines, TLS and the server listen on it: more than Node finds usual.
  socket.setMaxListeners(20);
  pipeline(socket, upgraded, () => socket.destroy());
  pipeline(upgraded, scrubber.stream(), socket, () => upgraded.destroy());
}

/** Compressed frames would hide a value. */
function withoutExtensions(headers: readonly string[]): readonly string[] {
  return pairs(headers)
    .filter(([name]) => name.toLowerCase() !== 'sec-websocket-extensions')
    .flat();
}

/** Node hands such a connection over as it is; the answer to it is the last one on it. */
function responseOn({ request, socket }: Upgrade): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  if (socket instanceof Socket) response.assignSocket(socket);
  response.once('finish', () => socket.end());
  return response;
}
