import { isIP } from 'node:net';
import { isLoopback } from '../../core/policy/call-host.ts';
import type { CallSet } from '../../core/policy/call-set.ts';

/** A host and port of the call set, and where the task's own network has it. */
export interface RelayPlace {
  readonly host: string;
  readonly port: number;
  /** What the name leads to in the sandbox; of an address, the address itself. */
  readonly addresses: readonly string[];
}

/** What a program in the sandbox reaches by the proxy alone, and why. */
export interface Unled {
  readonly host: string;
  readonly port: number;
  readonly reason: 'any-host' | 'port-of-the-guard' | 'no-program-for-addresses' | 'no-table-of-hosts';
  /** Whether it is a plain connection: most programs that open one know no proxy. */
  readonly plain: boolean;
}

export interface RelayPlan {
  readonly places: readonly RelayPlace[];
  readonly unled: readonly Unled[];
}

/** What this machine has to lead with. */
export interface Ways {
  /** The network can be given addresses that are not of this machine. */
  readonly addresses: boolean;
  /** There is a table of hosts, in whose place another can stand. */
  readonly names: boolean;
}

/** A network of the task's own has any address that is given to it: each name gets one, and listens there. */
export function planRelays({ rules }: CallSet, ways: Ways): RelayPlan {
  const places = new Map<string, RelayPlace>();
  const unled: Unled[] = [];
  const taken = new Set<string>();
  const names: string[] = [];
  for (const { host, port, plain } of rules) {
    const key = `${host}:${port}`;
    if (taken.has(key)) continue;
    taken.add(key);
    const reason = whyUnled({ host, port }, ways);
    if (reason) unled.push({ host, port, reason, plain: plain === true });
    else places.set(key, { host, port, addresses: addressesOf(host, names) });
  }
  return { places: withoutOverlap([...places.values()]), unled };
}

function whyUnled(
  { host, port }: { readonly host: string; readonly port: number },
  { addresses, names }: Ways,
): Unled['reason'] | undefined {
  if (host.startsWith('*.')) return 'any-host';
  if (portsInside.has(port)) return 'port-of-the-guard';
  if (isLoopback(host)) return undefined;
  if (isIP(host) !== 0) return addresses ? undefined : 'no-program-for-addresses';
  return names ? undefined : 'no-table-of-hosts';
}

/** Where the guard itself is reached in the sandbox. */
const portsInside: ReadonlySet<number> = new Set([3128, 1080]);

function addressesOf(host: string, names: string[]): readonly string[] {
  if (isIP(host) !== 0) return [host];
  if (isLoopback(host)) return ['127.0.0.1', '::1'];
  if (!names.includes(host)) names.push(host);
  const number = names.indexOf(host) + 2;
  return [`127.0.${number >> 8}.${number & 255}`];
}

/** `localhost` and `127.0.0.1` are one place: the first that is named has it. */
function withoutOverlap(places: readonly RelayPlace[]): readonly RelayPlace[] {
  const taken = new Set<string>();
  return places.flatMap((place) => {
    const addresses = place.addresses.filter((address) => !taken.has(`${address} ${place.port}`));
    for (const address of addresses) taken.add(`${address} ${place.port}`);
    return addresses.length === 0 ? [] : [{ ...place, addresses }];
  });
}
