import type { CallRule, Delivery } from '../requests/manifest.ts';

/**
 * Whether a rule means a connection and whatever it carries, in place of HTTP calls: one that says so with the method
 * that HTTP has for it, or one on a port that is none of the web's, without methods and paths. A credential that the
 * guard puts on calls needs calls.
 */
export function isPlain({ host, methods, paths }: CallRule, delivery?: Delivery): boolean {
  if (paths || (delivery && !handsOut.has(delivery.mode))) return false;
  if (methods) return methods.every((method) => method === 'CONNECT');
  return !portsOfTheWeb.has(Number(host.slice(host.lastIndexOf(':') + 1)));
}

/** The task has the value itself. */
const handsOut: ReadonlySet<Delivery['mode']> = new Set(['env', 'fd']);

/** Where a rule without methods and paths means any call. */
const portsOfTheWeb: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);
