import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { Duplex } from 'node:stream';
import type { Refused } from '../../core/policy/refusal.ts';
import { admit, arrivedCall, recordRefusal } from './admit.ts';
import type { Arrived, Guarding, Refusal } from './admit.ts';
import { joinUpgraded, openCall, passAnswer, PlaceholderInBody, watchBody } from './forward.ts';
import { placeOf } from './origin.ts';
import type { CallOrigin } from './origin.ts';
import { pairs } from './placement.ts';
import { refusalText, refuse } from './refusing.ts';
import { createScrubber } from './scrub.ts';
import { needsBodyHash } from './sigv4.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Decides on one call, puts the credential on it where it belongs, and passes the answer back without it. */
export async function guardCall(guarding: Guarding, to: CallOrigin, { request, response }: Exchange): Promise<void> {
  const { call, body } = await withBodyHash(guarding, arrivedCall(to, request), request);
  const refuseFor = (refusal: Refusal): void => {
    void recordRefusal(guarding, call, refusal).then(() => refuse(response, refusedOf(call, refusal)));
  };
  const admitted = await admit(guarding, call);
  if (admitted.type === 'refused') {
    request.resume();
    return refuseFor(admitted);
  }
  const service = openCall({ ...admitted.carried, to, method: call.method, upstream: guarding.upstream });
  let isEnded = false;
  const endWith = (refusal: Refusal): void => {
    if (isEnded) return;
    isEnded = true;
    service.destroy();
    request.resume();
    refuseFor(refusal);
  };
  service.once('response', (answer) => {
    if (!isEnded) passAnswer(answer, response, admitted.scrubber);
  });
  service.once('error', () => endWith({ code: 'upstream-unreachable' }));
  response.once('close', () => service.destroy());
  const watched = watchBody(guarding.credentials.map(({ placeholder }) => placeholder));
  pipeline(body, watched, service, (error) => {
    if (error instanceof PlaceholderInBody) endWith({ code: 'credential-misplaced' });
  });
  return undefined;
}

export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** The same for a call that asks to go on in another protocol (WebSocket). */
export async function guardUpgrade(
  guarding: Guarding,
  to: CallOrigin,
  { request, socket, head }: Upgrade,
): Promise<void> {
  const call = arrivedCall(to, request);
  const admitted = await admit(guarding, call);
  if (admitted.type === 'refused') {
    await recordRefusal(guarding, call, admitted);
    socket.end(refusalText(refusedOf(call, admitted)));
    return;
  }
  const service = openCall({ ...admitted.carried, to, method: call.method, upstream: guarding.upstream });
  service.setHeader('Connection', 'Upgrade');
  service.setHeader('Upgrade', request.headers.upgrade ?? '');
  service.once('error', () => socket.destroy());
  service.once('response', () => socket.destroy());
  service.once('upgrade', (answer, upgraded, first) => {
    const lines = pairs(answer.rawHeaders).map(([name, value]) => `${name}: ${value}`);
    socket.write(['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n'));
    if (first.length > 0) upgraded.unshift(first);
    if (head.length > 0) upgraded.write(head);
    joinUpgraded(socket, upgraded, admitted.scrubber ?? createScrubber([], () => undefined));
  });
  service.end();
}

/** A signature that covers the body without naming its digest: the body is read first, as far as that is sensible. */
async function withBodyHash(
  { credentials }: Guarding,
  call: Arrived,
  request: IncomingMessage,
): Promise<{ call: Arrived; body: Readable }> {
  const isSigned = credentials.some(({ delivery }) => delivery.mode === 'sigv4') && needsBodyHash(call);
  if (!isSigned || Number(request.headers['content-length'] ?? 0) > largestSignedBody) return { call, body: request };
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const bodyHash = createHash('sha256').update(bytes).digest('hex');
  return { call: { ...call, bodyHash }, body: Readable.from(bytes.length > 0 ? [bytes] : []) };
}

const largestSignedBody = 16 * 1024 * 1024;

function refusedOf({ to, method, target }: Arrived, { code, held }: Refusal): Refused {
  const path = target.split('?', 1)[0] ?? '';
  return { code, host: placeOf(to), method, path, ...(held && { request: held.request }) };
}
