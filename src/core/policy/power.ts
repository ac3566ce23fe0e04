import type { Request } from '../requests/manifest.ts';

/**
 * Whether a request can change anything at its service, as far as it says itself: an action that does not read, or
 * calls with other methods than those that RFC 9110 calls safe. What it does not say counts as writing.
 */
export function canWrite({ authorization_details, call }: Request): boolean {
  const actions = authorization_details.flatMap((detail) => [...(detail.actions ?? []), ...(detail.privileges ?? [])]);
  if (actions.length === 0 || !actions.every((action) => reading.test(action) || readingAtAws.test(action)))
    return true;
  return call.some(({ methods }) => !methods?.every((method) => safe.has(method)));
}

const reading = /(?:^|[:._/ -])(?:read|reads|readonly|read-only|read_only|get|list|view|viewer|search|query)$/i;
/** As AWS names its actions, each of one service (docs.aws.amazon.com/service-authorization). */
const readingAtAws = /^[a-z0-9-]+:(?:BatchGet|Describe|Get|Head|List|Query|Scan|Search|Select)(?:[A-Z]\w*)?$/;
const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** `15m` in milliseconds. */
export function durationOf(text: string): number {
  const unit = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[text.at(-1) ?? ''] ?? 0;
  return Number.parseInt(text, 10) * unit;
}

/** The end of the day `expires_at` names, in milliseconds since 1970; `undefined` where the request has no end. */
export function endOf({ expires_at }: Request): number | undefined {
  return expires_at === undefined ? undefined : Date.parse(`${expires_at}T23:59:59.999Z`);
}
