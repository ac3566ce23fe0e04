import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Refused } from '../../core/policy/refusal.ts';
import { admit, arrivedCall, recordRefusal } from './admit.ts';
import type { Arrived, Guarding, Refusal } from './admit.ts';
import { carry } from './carry.ts';
import { placeOf } from './origin.ts';
import type { CallOrigin } from './origin.ts';
import { pairs } from './placement.ts';
import { refuse } from './refusing.ts';
import { needsBodyHash } from './sigv4.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Decides on one call, puts the credential on it where it belongs, and passes the answer back without it. */
export async function guardCall(guarding: Guarding, to: CallOrigin, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const { call, body } = await withBodyHash(guarding, arrivedCall(to, request), request, () =>
    response.writeContinue(),
  );
  const refuseFor = async (refusal: Refusal): Promise<void> => {
    await recordRefusal(guarding, call, refusal);
    refuse(response, refusedOf(call, refusal));
  };
  const admitted = await admit(guarding, call);
  if (admitted.type === 'refused') {
    request.resume();
    return await refuseFor(admitted);
  }
  // It hung up while its credential was fetched.
  if (response.destroyed) return undefined;
  return carry({ ...exchange, guarding, call, admitted, body, refuseFor });
}

export function refusedOf({ to, method, target }: Arrived, { code, held, detail }: Refusal): Refused {
  const path = target.split('?', 1)[0]?.slice(0, longestNamed) ?? '';
  const whose = held && { request: held.request, delivery: held.delivery };
  return { code, host: placeOf(to), method, path, ...whose, ...(detail !== undefined && { detail }) };
}

/** Characters of a path that a refusal repeats: a gRPC client takes no long reason. */
const longestNamed = 300;

/**
 * A signature that covers the body without naming its digest: the body is read first, as far as that is sensible.
 * `ask` tells a client that waits for it that its body is wanted.
 */
export async function withBodyHash(
  { credentials }: Guarding,
  call: Arrived,
  request: Readable,
  ask: () => void,
): Promise<{ call: Arrived; body: Readable }> {
  const isSigned = credentials.some(({ delivery }) => delivery.mode === 'sigv4') && needsBodyHash(call);
  const named = pairs(call.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const length = named.find(([name]) => name === 'content-length')?.[1];
  if (!isSigned || Number(length ?? 0) > largestSignedBody) return { call, body: request };
  if (named.some(([name]) => name === 'expect')) ask();
  const chunks: Buffer[] = [];
  let read = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer);
    read += (chunk as Buffer).length;
    if (read > largestSignedBody) return { call, body: Readable.from(continued(chunks, request)) };
  }
  const bytes = Buffer.concat(chunks);
  const bodyHash = createHash('sha256').update(bytes).digest('hex');
  return { call: { ...call, bodyHash }, body: Readable.from(bytes.length > 0 ? [bytes] : []) };
}

async function* continued(chunks: readonly Buffer[], rest: Readable): AsyncIterable<Buffer> {
  yield* chunks;
  for await (const chunk of rest) yield chunk as Buffer;
}

/** Bytes. */
const largestSignedBody = 16 * 1024 * 1024;
