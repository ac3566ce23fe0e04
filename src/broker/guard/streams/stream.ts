import type { ServerHttp2Stream } from 'node:http2';
import type { Readable } from 'node:stream';
import { admit, recordRefusal } from '../admit.ts';
import type { Arrived, Guarding, Refusal } from '../admit.ts';
import { refusedOf, withBodyHash } from '../call.ts';
import { carryStream } from './carry-stream.ts';
import { arrivedFields, isWellFormed } from './fields.ts';
import type { CallOrigin } from '../origin.ts';
import { refuseStream } from './refuse-stream.ts';

export interface OpenedStream {
  readonly stream: ServerHttp2Stream;
  /** Names and values by turns, as they came. */
  readonly raw: readonly string[];
  /** Whether nothing follows the headers. */
  readonly isEnded: boolean;
}

/** Decides on one call of HTTP/2, as `guardCall` does on one of HTTP/1.1. */
export async function guardStream(guarding: Guarding, to: CallOrigin, opened: OpenedStream): Promise<void> {
  const { stream, raw } = opened;
  const arrived = arrivedFields(to, raw);
  if (!isWellFormed(arrived, raw)) return await refuse(guarding, opened, arrived)({ code: 'call-malformed' });
  if (to.scheme === 'http') return await refuse(guarding, opened, arrived)({ code: 'protocol-not-guarded' });
  const { call, body } = await hashed(guarding, arrived, stream);
  const refuseFor = refuse(guarding, opened, call);
  const admitted = await admit(guarding, call);
  if (admitted.type === 'refused') return await refuseFor(admitted);
  // It was given up while its credential was fetched.
  if (stream.destroyed) return undefined;
  return await carryStream({ ...opened, guarding, call, admitted, body, refuseFor });
}

function hashed(
  guarding: Guarding,
  call: Arrived,
  stream: ServerHttp2Stream,
): Promise<{ call: Arrived; body: Readable }> {
  return withBodyHash(guarding, call, stream, () => stream.additionalHeaders({ ':status': 100 }));
}

function refuse(guarding: Guarding, { stream, isEnded }: OpenedStream, call: Arrived) {
  return async (refusal: Refusal): Promise<void> => {
    await recordRefusal(guarding, call, refusal);
    refuseStream({ stream, isEnded }, call, refusedOf(call, refusal));
  };
}
