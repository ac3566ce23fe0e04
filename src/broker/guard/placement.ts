import { encodings } from '../../core/detect/encodings.ts';
import type { Delivery } from '../../core/requests/manifest.ts';

/** A call's headers as they came, name and value by turns, and its request target. */
export interface Carried {
  readonly headers: readonly string[];
  readonly target: string;
}

/** Where a placeholder stands in a call: where its delivery says, somewhere else, or not at all. */
export type Placement = 'as delivered' | 'elsewhere' | 'absent';

export function placementOf(delivery: Delivery, placeholder: string, { headers, target }: Carried): Placement {
  const places = [
    ...pairs(headers).flatMap(([name, value]) => inHeader(delivery, placeholder, { name, value })),
    ...inTarget(delivery, placeholder, target),
  ];
  if (places.includes('elsewhere')) return 'elsewhere';
  return places[0] ?? 'absent';
}

/** The call with the value where the placeholder stands as delivered. */
export function withValue(
  delivery: Delivery,
  { placeholder, value }: { placeholder: string; value: string },
  { headers, target }: Carried,
): Carried {
  if (delivery.mode === 'path') return { headers, target: withSegment({ placeholder, value }, target) };
  if (delivery.mode === 'query') return { headers, target: withParameter(delivery, { placeholder, value }, target) };
  const changed = pairs(headers).flatMap(([name, text]) => {
    if (!isDeliveryHeader(delivery, name)) return [name, text];
    const basic = decodedBasic(name, text);
    if (basic?.includes(placeholder)) return [name, `Basic ${base64(basic.replaceAll(placeholder, value))}`];
    return [name, text.replaceAll(placeholder, value)];
  });
  return { headers: changed, target };
}

function inHeader(
  delivery: Delivery,
  placeholder: string,
  { name, value }: { name: string; value: string },
): readonly Placement[] {
  const basic = decodedBasic(name, value)?.includes(placeholder) ?? false;
  const plain = holds(value, placeholder);
  if (!basic && !plain) return [];
  // A service that takes a token in this header mostly takes it as a user name, too: `curl -u key:`.
  const fits =
    isDeliveryHeader(delivery, name) && (basic || (delivery.mode === 'header' && value.includes(placeholder)));
  return [fits ? 'as delivered' : 'elsewhere'];
}

function inTarget(delivery: Delivery, placeholder: string, target: string): readonly Placement[] {
  if (!holds(target, placeholder)) return [];
  if (delivery.mode !== 'query' && delivery.mode !== 'path') return ['elsewhere'];
  const nothing = { placeholder, value: '' };
  const rest = delivery.mode === 'path' ? withSegment(nothing, target) : withParameter(delivery, nothing, target);
  return [holds(rest, placeholder) ? 'elsewhere' : 'as delivered'];
}

/** Clients differ in whether they encode what a path need not have encoded (RFC 3986): a colon, for one. */
function withSegment({ placeholder, value }: { placeholder: string; value: string }, target: string): string {
  const [path = '', ...query] = target.split('?');
  const written = path
    .split('/')
    .map((segment) => {
      if (!decoded(segment).includes(placeholder)) return segment;
      const spelled = segment.includes(placeholder) ? segment : decodedSegment(segment);
      return spelled.replaceAll(placeholder, encodeURIComponent(value).replaceAll('%3A', ':'));
    })
    .join('/');
  return [written, ...query].join('?');
}

/** Only what may stand in a segment as it is: an encoded slash stays one. */
function decodedSegment(segment: string): string {
  return segment.replaceAll(/%3[Aa]|%2[DdEe]|%5[Ff]|%7[Ee]/g, (encoded) => decodeURIComponent(encoded));
}

function withParameter(
  { parameter = '' }: Delivery,
  { placeholder, value }: { placeholder: string; value: string },
  target: string,
): string {
  const [path = '', ...query] = target.split('?');
  const parts = query.join('?').split('&');
  const changed = parts.map((part) => {
    const [name = '', ...text] = part.split('=');
    const isIt = decoded(name) === parameter && decoded(text.join('=')) === placeholder;
    return isIt ? `${name}=${encodeURIComponent(value)}` : part;
  });
  return query.length === 0 ? target : `${path}?${changed.join('&')}`;
}

function isDeliveryHeader({ mode, header = '' }: Delivery, name: string): boolean {
  const wanted = mode === 'basic' ? 'authorization' : mode === 'header' ? header.toLowerCase() : undefined;
  return name.toLowerCase() === wanted;
}

function decodedBasic(name: string, value: string): string | undefined {
  if (name.toLowerCase() !== 'authorization') return undefined;
  const encoded = /^basic +(?<encoded>[\w+/=-]+) *$/i.exec(value)?.groups?.['encoded'];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}

function holds(text: string, placeholder: string): boolean {
  return formsOf(placeholder).some((form) => text.includes(form)) || decoded(text).includes(placeholder);
}

/** A placeholder in base64 or in hex is used as little as it is in the clear. Made once: there are few, and many calls. */
export function formsOf(placeholder: string): readonly string[] {
  const known = forms.get(placeholder);
  if (known) return known;
  const made = encodings(placeholder);
  if (forms.size >= mostKnown) forms.clear();
  forms.set(placeholder, made);
  return made;
}

const forms = new Map<string, readonly string[]>();
const mostKnown = 1_000;

function decoded(text: string): string {
  // Most text is written as it is read.
  if (!/[%+]/.test(text)) return text;
  return text
    .replaceAll('+', ' ')
    .replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

export function pairs(headers: readonly string[]): readonly (readonly [name: string, value: string])[] {
  const all: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) all.push([headers[at] ?? '', headers[at + 1] ?? '']);
  return all;
}
