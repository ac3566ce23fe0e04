import { sensitiveHeaders } from 'node:http2';
import type { OutgoingHttpHeaders } from 'node:http2';
import type { Arrived } from '../admit.ts';
import type { CallOrigin } from '../origin.ts';
import { pairs } from '../placement.ts';
import type { Carried } from '../placement.ts';
import type { Scrubber } from '../scrub.ts';

/**
 * A call of HTTP/2 (RFC 9113, 8.3) as one of HTTP/1.1 is judged: its authority is a Host header. Where the two differ
 * both stay, and a call with two is refused.
 */
export function arrivedFields(to: CallOrigin, raw: readonly string[]): Arrived {
  const all = pairs(raw);
  const valuesOf = (wanted: string): readonly string[] =>
    all.flatMap(([name, value]) => (name === wanted ? value : []));
  const hosts = [...new Set([...valuesOf(':authority'), ...valuesOf('host')])];
  const others = all.filter(([name]) => !name.startsWith(':') && name !== 'host');
  const [method = ''] = valuesOf(':method');
  const [target = hosts[0] ?? ''] = valuesOf(':path');
  return { to, method, target, headers: [...hosts.flatMap((host) => ['host', host]), ...others.flat()] };
}

/** What nghttp2 lets pass and HTTP/1.1 does not: another scheme than the connection's, a path beyond visible ASCII. */
export function isWellFormed({ to, target }: Arrived, raw: readonly string[]): boolean {
  const others = pairs(raw).filter(([name, value]) => name === ':scheme' && value !== to.scheme);
  return others.length === 0 && /^[\x21-\x7e]+$/.test(target);
}

/** The call as the service gets it. What holds a credential is kept out of the tables of compressed headers. */
export function fieldsOf({ to, method }: Arrived, { headers, target }: Carried): OutgoingHttpHeaders {
  const all = pairs(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const authority = all.find(([name]) => name === 'host')?.[1] ?? '';
  const passed = all.filter(([name, value]) => !ofConnection.has(name) && (name !== 'te' || value === 'trailers'));
  const pseudo = { ':method': method, ':scheme': to.scheme, ':authority': authority, ':path': target };
  return {
    ...pseudo,
    ...gathered(passed),
    [sensitiveHeaders]: [...new Set(passed.map(([name]) => name))].filter(mayHoldSecret),
  };
}

/** An answer's headers or its trailers, without the values in them. */
export function scrubbedFields(
  raw: readonly string[],
  scrubber: Scrubber | undefined,
  dropped: readonly string[] = [],
): OutgoingHttpHeaders {
  return gathered(
    pairs(raw)
      .filter(([name]) => !dropped.includes(name) && (name === ':status' || !name.startsWith(':')))
      .map(([name, value]) => [name, scrubber ? scrubbed(name, scrubber.text(value)) : value]),
  );
}

/** gRPC ends a call whose binary metadata is no base64, in which an asterisk is nothing: there it becomes zero bits. */
function scrubbed(name: string, clean: string): string {
  return name.endsWith('-bin') ? clean.replaceAll('*', 'A') : clean;
}

/** RFC 9113, 8.2.2. */
const ofConnection: ReadonlySet<string> = new Set([
  'connection',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** RFC 7541, 7.1.3: whatever is not there in many calls. */
function mayHoldSecret(name: string): boolean {
  return !inTheOpen.has(name);
}

const inTheOpen: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'content-length',
  'content-type',
  'grpc-accept-encoding',
  'grpc-timeout',
  'te',
  'user-agent',
]);

function gathered(all: readonly (readonly [name: string, value: string])[]): OutgoingHttpHeaders {
  const fields = new Map<string, string[]>();
  for (const [name, value] of all) {
    const before = fields.get(name);
    if (before) before.push(value);
    else fields.set(name, [value]);
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}
