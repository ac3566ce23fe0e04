import type { Service } from '../services/service.ts';
import type { Manifest } from './manifest.ts';

/** Names of the requests that are for this service, or took the place of a credential of this kind. */
export function requestsFor(
  { requests }: Manifest,
  { service, kind }: { readonly service?: Service | undefined; readonly kind: string },
): readonly string[] {
  const kinds = new Set([kind, ...(service?.credentials.map(({ id }) => id) ?? [])]);
  const hosts = new Set(service?.hosts.map(withPort));
  return Object.entries(requests)
    .filter(([, { delivery }]) => delivery.env !== undefined)
    .filter(([, { call, replaces = [] }]) => {
      return call.some(({ host }) => hosts.has(host)) || replaces.some((replaced) => kinds.has(replaced.kind));
    })
    .map(([name]) => name);
}

function withPort(host: string): string {
  return /:\d+$/.test(host) ? host : `${host}:443`;
}
