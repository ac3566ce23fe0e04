import { constants } from 'node:http2';
import type { ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader, ServerHttp2Stream } from 'node:http2';
import type { Duplex, Readable } from 'node:stream';
import { couldUse } from '../admit.ts';
import type { Admitted, Arrived, Guarding, Refusal } from '../admit.ts';
import { endWithGrants, refusalInBody, unreachable } from '../carry.ts';
import { fieldsOf, scrubbedFields } from './fields.ts';
import { watchFormMethod } from '../form-method.ts';
import { decoderOf } from '../forward.ts';
import { messageDecoderOf } from './grpc.ts';
import { pairs, placementOf } from '../placement.ts';
import type { Scrubber } from '../scrub.ts';
import { notBegun, NotSpoken } from './sessions.ts';
import type { Opened } from './sessions.ts';
import { watchBody } from '../watch-body.ts';

export interface CarryingStream {
  readonly guarding: Guarding;
  readonly call: Arrived;
  readonly admitted: Extract<Admitted, { type: 'admitted' }>;
  readonly stream: ServerHttp2Stream;
  readonly isEnded: boolean;
  readonly body: Readable;
  readonly refuseFor: (refusal: Refusal) => Promise<void>;
}

/**
 * Carries an admitted call of HTTP/2 to its service, in the same protocol, and the answer back: headers, messages as
 * they come, trailers. What ends it on one side ends it on the other with the same code.
 */
export async function carryStream(carrying: CarryingStream): Promise<void> {
  const { admitted, stream, refuseFor } = carrying;
  let service: ClientHttp2Stream | undefined;
  let source: Readable | undefined;
  let isOver = false;
  stream.once('pipe', (from: Readable) => {
    source = from;
  });
  const endWith = (refusal: Refusal): void => {
    if (isOver) return;
    isOver = true;
    source?.unpipe(stream);
    service?.close(constants.NGHTTP2_CANCEL);
    void refuseFor(refusal);
  };
  const forget = endWithGrants(admitted.carrying, endWith);
  stream.once('close', () => {
    forget();
    isOver = true;
    service?.close(stream.rstCode === constants.NGHTTP2_NO_ERROR ? constants.NGHTTP2_CANCEL : stream.rstCode);
  });
  const open = async (attempt: 'first' | 'last'): Promise<void> => {
    const opened = await opening(carrying).catch((error: unknown) => {
      endWith(refusalOf(error));
    });
    if (!opened) return;
    if (isOver) return opened.service.close(constants.NGHTTP2_CANCEL);
    service = opened.service;
    passBack(carrying, opened, {
      endWith,
      isOver: () => isOver,
      again: attempt === 'first' ? () => void open('last') : undefined,
    });
    if (!carrying.isEnded) passBody(carrying, opened.service, endWith);
  };
  await open('first');
}

function opening({ guarding, call, admitted, isEnded }: CarryingStream): Promise<Opened> {
  const options = { endStream: isEnded, waitForTrailers: !isEnded };
  return guarding.upstream.http2.open(call.to, fieldsOf(call, admitted.carried), options);
}

/** Node itself refuses headers that stand there twice and may not. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof NotSpoken) return { code: 'protocol-not-guarded' };
  return error instanceof TypeError ? { code: 'call-malformed' } : unreachable(error);
}

function passBody(
  { guarding, call, admitted, stream, body }: CarryingStream,
  service: ClientHttp2Stream,
  endWith: (refusal: Refusal) => void,
): void {
  const { credentials } = guarding;
  const watched = watchBody(credentials);
  const { carrying } = admitted;
  const form = watchFormMethod(contentTypeOf(call), (method) => couldUse(guarding, call, { carrying, method }));
  for (const watching of [watched, form]) {
    watching?.once('error', (error) => {
      const refusal = refusalInBody(error, carrying);
      if (refusal) endWith(refusal);
    });
  }
  let trailers: readonly string[] = [];
  stream.once('trailers', (_fields: IncomingHttpHeaders, _flags: number, raw: readonly string[]) => {
    trailers = raw;
    const carried = { headers: raw, target: '' };
    const misplaced = credentials.find(
      ({ delivery, placeholder }) => placementOf(delivery, placeholder, carried) !== 'absent',
    );
    if (misplaced) endWith({ code: 'credential-misplaced', held: misplaced });
  });
  service.once('wantTrailers', () => service.sendTrailers(scrubbedFields(trailers, undefined)));
  body.pipe(watched);
  (form ? watched.pipe(form) : watched).pipe(service);
}

function contentTypeOf({ headers }: Arrived): string | undefined {
  return pairs(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
}

interface Passing {
  readonly endWith: (refusal: Refusal) => void;
  readonly isOver: () => boolean;
  /** Where the call may be opened once more. */
  readonly again: (() => void) | undefined;
}

function passBack(
  carrying: CarryingStream,
  { service, isReused, isLost }: Opened,
  { endWith, isOver, again }: Passing,
): void {
  const { stream, call, isEnded } = carrying;
  service.once('continue', () => {
    if (!stream.headersSent && !stream.destroyed) stream.additionalHeaders({ ':status': 100 });
  });
  service.once('response', (fields, flags, raw: readonly string[]) => {
    if (isOver()) return;
    const hasBody = (flags & constants.NGHTTP2_FLAG_END_STREAM) === 0;
    if (!answer(carrying, service, { fields, raw, hasBody })) endWith({ code: 'response-held-credential' });
  });
  // Its close tells with which code it ended.
  service.on('error', () => undefined);
  service.once('close', () => {
    const { rstCode } = service;
    if (isOver()) return;
    if (stream.headersSent) return end(stream, rstCode, { isEnded });
    const mayRepeat = isEnded && (rstCode === notBegun || (isLost() && isReused && isSafe(call)));
    if (mayRepeat && again) return again();
    if (isLost() || rstCode === constants.NGHTTP2_NO_ERROR) return endWith(unreachable(undefined));
    return stream.close(rstCode);
  });
}

/** A service that has answered in whole may not want the rest of the body; one that has not leaves a part of an answer. */
function end(stream: ServerHttp2Stream, rstCode: number, { isEnded }: { readonly isEnded: boolean }): void {
  if (rstCode !== constants.NGHTTP2_NO_ERROR) return stream.close(rstCode);
  if (!isEnded && !stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
  return undefined;
}

interface Answer {
  readonly fields: IncomingHttpHeaders & IncomingHttpStatusHeader;
  readonly raw: readonly string[];
  readonly hasBody: boolean;
}

/** Whether the answer could be passed: one that cannot be looked into is not. */
function answer(
  { stream, admitted: { scrubber } }: CarryingStream,
  service: ClientHttp2Stream,
  { fields, raw, hasBody }: Answer,
): boolean {
  const stages = scrubber && hasBody ? readingStages(fields, scrubber) : [];
  if (stages === 'unreadable') return false;
  const dropped = stages.length > 1 ? ['content-encoding', 'content-length', 'grpc-encoding'] : [];
  const options = hasBody ? { waitForTrailers: true, sendDate: false } : { endStream: true, sendDate: false };
  stream.respond(scrubbedFields(raw, scrubber, dropped), options);
  if (!hasBody || stream.writableEnded) {
    service.resume();
    return true;
  }
  let trailers: readonly string[] = [];
  service.once('trailers', (_fields: IncomingHttpHeaders, _flags: number, rest: readonly string[]) => {
    trailers = rest;
  });
  stream.once('wantTrailers', () => stream.sendTrailers(scrubbedFields(trailers, scrubber)));
  let last: Readable = service;
  for (const stage of stages) {
    stage.once('error', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    last = last.pipe(stage);
  }
  last.pipe(stream);
  return true;
}

/** The last of them takes values out; those before it make them visible. */
function readingStages(fields: Answer['fields'], scrubber: Scrubber): readonly Duplex[] | 'unreadable' {
  const decoder = decoderOf(fields['content-encoding']);
  const messages = messageDecoderOf(fieldOf(fields, 'grpc-encoding'));
  const connect = messageDecoderOf(fieldOf(fields, 'connect-content-encoding'));
  if (decoder === 'unknown' || messages === 'unknown' || connect !== undefined) return 'unreadable';
  return [...(decoder ? [decoder] : []), ...(messages ? [messages] : []), scrubber.stream()];
}

function fieldOf(fields: Answer['fields'], name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : value?.join(',');
}

function isSafe({ method }: Arrived): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method);
}
