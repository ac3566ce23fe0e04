import type { IncomingMessage } from 'node:http';
import type { About } from '../../core/audit/event.ts';
import { normalHost } from '../../core/policy/call-host.ts';
import { decideCall } from '../../core/policy/call-set.ts';
import type { CallSet, Decision } from '../../core/policy/call-set.ts';
import type { RefusalCode } from '../../core/policy/refusal.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { GrantRefusal } from '../grants/grant.ts';
import { ProviderError } from '../providers/provider.ts';
import type { HandedOut, HeldCredential } from './held.ts';
import { placeOf, readAuthority } from './origin.ts';
import type { CallOrigin } from './origin.ts';
import { methodsOf } from './override.ts';
import { pairs, placementOf, withValue } from './placement.ts';
import type { Carried } from './placement.ts';
import { createScrubber } from './scrub.ts';
import type { Scrubber } from './scrub.ts';
import { isSignedOtherwise, signedWithPlaceholder, signWithValue } from './sigv4.ts';
import type { Upstream } from './upstream.ts';

export interface Guarding {
  readonly callSet: CallSet;
  readonly credentials: readonly HeldCredential[];
  readonly handedOut: readonly HandedOut[];
  readonly audit: Pick<AuditLog, 'append'>;
  /** What every event says. */
  readonly about: About;
  readonly upstream: Upstream;
  /** Takes in what was revoked from outside; asked before each call. */
  readonly lookForRevocations: () => Promise<void>;
  /** Warns the person who runs the task. */
  readonly warn: (text: string) => void;
}

export type Admitted =
  | {
      readonly type: 'admitted';
      readonly carried: Carried;
      /** The credentials on it. */
      readonly carrying: readonly HeldCredential[];
      readonly scrubber: Scrubber | undefined;
    }
  | ({ readonly type: 'refused' } & Refusal);

export interface Refusal {
  readonly code: RefusalCode;
  readonly held?: HeldCredential;
  /** What is known of the cause; never a value. */
  readonly detail?: string;
}

/** A call as it arrived at the guard. */
export interface Arrived extends Carried {
  readonly to: CallOrigin;
  readonly method: string;
  /** SHA-256 of the body in hex, where a signature needs it. */
  readonly bodyHash?: string;
}

export function arrivedCall(to: CallOrigin, { method = '', url = '', rawHeaders }: IncomingMessage): Arrived {
  return { to, method, target: url, headers: rawHeaders };
}

/** Decides on a call and puts the credentials on it that belong there; a call that may be made stands in the log. */
export async function admit(guarding: Guarding, call: Arrived): Promise<Admitted> {
  const judged = judge(guarding, call);
  if (judged.type === 'refused') return judged;
  const { carrying } = judged;
  let [asked] = carrying;
  try {
    await guarding.lookForRevocations();
    let carried: Carried = {
      target: call.target,
      headers: carrying.length > 0 ? withoutCompression(call.headers) : call.headers,
    };
    for (const held of carrying) {
      asked = held;
      const value = await held.grant.use();
      if (!isSendable(held, value)) return refusal('credential-unusable', held);
      carried = withCredential(held, value, { ...call, ...carried });
    }
    const [first] = carrying;
    await guarding.audit.append({
      ...guarding.about,
      ...callEvent(call),
      ...(first && aboutOf(first)),
      decision: 'allowed',
    });
    return { type: 'admitted', carried, carrying, scrubber: scrubberFor(guarding, call.to) };
  } catch (error) {
    if (error instanceof GrantRefusal) return { ...refusal(error.code, asked), ...detailOf(error) };
    if (error instanceof Error && error.name === 'BrokerError') return refusal('not-recorded', asked);
    throw error;
  }
}

/** A provider's own words hold no value. */
function detailOf({ cause }: GrantRefusal): Pick<Refusal, 'detail'> {
  return cause instanceof ProviderError ? { detail: cause.message } : {};
}

/** A refusal stands whether or not it can be recorded. */
export async function recordRefusal({ audit, about }: Guarding, call: Arrived, { code, held }: Refusal): Promise<void> {
  const event = {
    ...about,
    ...callEvent(call),
    ...(held && aboutOf(held)),
    decision: 'refused',
    reason: code,
  } as const;
  await audit.append(event).catch(() => undefined);
}

type Judged =
  { readonly type: 'fitting'; readonly carrying: readonly HeldCredential[] } | Extract<Admitted, { type: 'refused' }>;

function judge({ callSet, credentials }: Guarding, call: Arrived): Judged {
  if (!namesSameHost(call)) return refusal('host-header-differs');
  const decision = decide(callSet, call);
  const placed = credentials.map((held) => ({ held, placement: placementIn(held, call) }));
  const carrying = placed.filter(({ placement }) => placement !== 'absent');
  const [first] = carrying;
  if (decision.type === 'refused') return refusal(decision.code, first?.held);
  const astray = carrying.find(({ held }) => !decision.requests.includes(held.request));
  if (astray)
    return refusal(call.to.scheme === 'http' ? 'credential-in-the-open' : 'credential-not-for-this-call', astray.held);
  const otherwise = credentials.find(
    ({ delivery, placeholder, request }) =>
      delivery.mode === 'sigv4' && decision.requests.includes(request) && isSignedOtherwise(placeholder, call),
  );
  if (otherwise) return refusal('signature-not-guarded', otherwise);
  const misplaced = carrying.find(({ placement }) => placement === 'elsewhere');
  if (misplaced) return refusal('credential-misplaced', misplaced.held);
  return { type: 'fitting', carrying: carrying.map(({ held }) => held) };
}

/** A call that names another method besides its own is both to whoever reads it. */
function decide(callSet: CallSet, call: Arrived): Decision {
  const [first = call.method, ...others] = methodsOf(call);
  const { to, target } = call;
  let decision = decideCall(callSet, { ...to, method: first, target });
  for (const method of others) {
    if (decision.type === 'refused') break;
    const { requests } = decision;
    const other = decideCall(callSet, { ...to, method, target });
    decision =
      other.type === 'refused' ? other : { ...other, requests: other.requests.filter((one) => requests.includes(one)) };
  }
  return decision;
}

/** Whether a call that was admitted could have been made with this method, with the same credentials on it. */
export function couldUse(
  { callSet }: Guarding,
  { to, target }: Arrived,
  { carrying, method }: { readonly carrying: readonly HeldCredential[]; readonly method: string },
): boolean {
  const decision = decideCall(callSet, { ...to, method, target });
  return decision.type === 'allowed' && carrying.every(({ request }) => decision.requests.includes(request));
}

function refusal(code: RefusalCode, held?: HeldCredential): Extract<Admitted, { type: 'refused' }> {
  return { type: 'refused', code, ...(held && { held }) };
}

function placementIn({ delivery, placeholder }: HeldCredential, call: Arrived): ReturnType<typeof placementOf> {
  const placement = placementOf(delivery, placeholder, call);
  const isSigned = delivery.mode === 'sigv4' && signedWithPlaceholder(placeholder, call);
  if (!isSigned) return placement;
  return placement === 'absent' ? 'as delivered' : 'elsewhere';
}

function withCredential({ delivery, placeholder }: HeldCredential, value: string, call: Arrived): Carried {
  if (delivery.mode === 'sigv4') return { headers: signWithValue(value, call), target: call.target };
  return withValue(delivery, { placeholder, value }, call);
}

/** RFC 9110: visible ASCII, blanks, and bytes that mean nothing. */
function isSendable({ delivery }: HeldCredential, value: string): boolean {
  return delivery.mode !== 'header' || /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

/** Everything that was handed out in this run is taken out of every answer, not only of the call's own service. */
function scrubberFor({ credentials, audit, about, warn }: Guarding, to: CallOrigin): Scrubber | undefined {
  const values = credentials.flatMap(({ grant }) => grant.values);
  if (values.length === 0) return undefined;
  let isTold = false;
  return createScrubber(values, () => {
    if (isTold) return;
    isTold = true;
    warn(`an answer of ${placeOf(to)} held a credential of this run; it was taken out`);
    void audit.append({ ...about, type: 'leak-found', where: 'response', host: placeOf(to) }).catch(() => undefined);
  });
}

/** Of gRPC and Connect too: they compress each message. */
function withoutCompression(headers: readonly string[]): readonly string[] {
  const plain = pairs(headers).flatMap(([name, value]) => [
    name,
    /^(?:grpc|connect)-accept-encoding$/i.test(name) ? 'identity' : value,
  ]);
  const others = pairs(plain).filter(([name]) => name.toLowerCase() !== 'accept-encoding');
  return [...others.flat(), 'Accept-Encoding', 'identity'];
}

function namesSameHost({ to, headers }: Arrived): boolean {
  if (to.serverName !== undefined && normalHost(to.serverName) !== normalHost(to.host)) return false;
  const named = pairs(headers).filter(([name]) => name.toLowerCase() === 'host');
  const host = named.length === 1 ? readAuthority(named[0]?.[1] ?? '', to.scheme === 'https' ? 443 : 80) : undefined;
  return host !== undefined && host.port === to.port && normalHost(host.host) === normalHost(to.host);
}

function callEvent({ to, method, target }: Arrived) {
  return { type: 'call', host: placeOf(to), method, path: target.split('?', 1)[0] ?? '' } as const;
}

/** What an event under this grant says besides. */
export function aboutOf({ request, request_s256, subject, grant }: HandedOut): Partial<About> {
  return { request, request_s256, subject, grant: grant.id };
}
