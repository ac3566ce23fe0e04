import { addAbortListener } from 'node:events';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { couldUse } from './admit.ts';
import type { Admitted, Arrived, Guarding, Refusal } from './admit.ts';
import { MethodInForm, watchFormMethod } from './form-method.ts';
import { openCall, passAnswer } from './forward.ts';
import type { HeldCredential } from './held.ts';
import { PlaceholderInBody, watchBody } from './watch-body.ts';

export interface Carrying {
  readonly guarding: Guarding;
  readonly call: Arrived;
  readonly admitted: Extract<Admitted, { type: 'admitted' }>;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Readable;
  readonly refuseFor: (refusal: Refusal) => Promise<void>;
}

/** Carries an admitted call to its service and the answer back. */
export function carry(carrying: Carrying): void {
  const { call, request, response, refuseFor } = carrying;
  let service: ClientRequest | undefined;
  let isOver = false;
  const endWith = (refusal: Refusal): void => {
    if (isOver) return;
    isOver = true;
    service?.destroy();
    request.resume();
    void refuseFor(refusal);
  };
  const open = (attempt: 'first' | 'last'): void => {
    const { guarding, admitted } = carrying;
    const opened = openCall({ ...admitted.carried, to: call.to, method: call.method, upstream: guarding.upstream });
    service = opened;
    opened.once('response', (answer) => {
      if (isOver) return answer.destroy();
      const passed = passAnswer(answer, response, { scrubber: carrying.admitted.scrubber, method: call.method });
      if (passed === 'unreadable') endWith({ code: 'response-held-credential' });
      return undefined;
    });
    opened.once('error', (error) => {
      // A connection that was kept may have been closed just now; nothing came of the call.
      if (attempt === 'first' && opened.reusedSocket && !isOver && isRepeatable(request)) open('last');
      else endWith(unreachable(error));
    });
    if (hasNoBody(request)) opened.end();
    else passBody(carrying, opened, endWith);
  };
  const forget = endWithGrants(carrying.admitted.carrying, endWith);
  response.once('close', () => {
    forget();
    isOver = true;
    service?.destroy();
  });
  open('first');
}

/** A call that somebody revokes while it is on its way is cut off; one whose time is up may end what it began. */
export function endWithGrants(carrying: readonly HeldCredential[], endWith: (refusal: Refusal) => void): () => void {
  const listening = carrying.map((held) =>
    addAbortListener(held.grant.ended, () => {
      if (held.grant.state === 'revoked') endWith({ code: 'grant-revoked', held });
    }),
  );
  return () => listening.forEach((one) => one[Symbol.dispose]());
}

/** What went wrong on the way to a service, as far as the system has a name for it: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
export function unreachable(error: unknown): Refusal {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  const isNamed = typeof code === 'string' && /^[A-Z][A-Z_\d]+$/.test(code);
  return { code: 'upstream-unreachable', ...(isNamed && { detail: code }) };
}

function passBody(
  { guarding, call, admitted, request, response, body }: Carrying,
  service: ClientRequest,
  endWith: (refusal: Refusal) => void,
): void {
  if (request.headers.expect !== undefined) askForBody(service, response);
  const watched = watchBody(guarding.credentials);
  const { carrying } = admitted;
  const form = watchFormMethod(request.headers['content-type'], (method) =>
    couldUse(guarding, call, { carrying, method }),
  );
  pipeline([body, watched, ...(form ? [form] : []), service], (error) => {
    const refusal = refusalInBody(error, carrying);
    if (refusal) endWith(refusal);
  });
}

/** Why a body that came is not passed on, where that is the reason that it ended. */
export function refusalInBody(error: unknown, [first]: readonly HeldCredential[]): Refusal | undefined {
  if (error instanceof PlaceholderInBody) return { code: 'credential-misplaced', held: error.held };
  if (error instanceof MethodInForm) return { code: 'method-not-in-call-set', ...(first && { held: first }) };
  return undefined;
}

/** The service is asked whether it wants the body; as long as it says nothing, clients differ in how long they wait. */
function askForBody(service: ClientRequest, response: ServerResponse): void {
  let isAsked = false;
  const ask = (): void => {
    clearTimeout(timer);
    if (isAsked || response.headersSent || response.destroyed) return;
    isAsked = true;
    response.writeContinue();
  };
  const timer = setTimeout(ask, 1000);
  service.once('continue', ask);
  response.once('close', () => clearTimeout(timer));
}

function hasNoBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

function isRepeatable(request: IncomingMessage): boolean {
  return hasNoBody(request) && ['GET', 'HEAD', 'OPTIONS'].includes(request.method ?? '');
}
