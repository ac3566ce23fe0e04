import type { CallSet } from '../../core/policy/call-set.ts';
import type { Relays } from './relays.ts';
import type { Unled } from './relay-places.ts';

/** What of the call set the task will not reach as it is used to, and what to do about it. */
export function tellUnled({ rules }: CallSet, relays: Pick<Relays, 'unled'> | undefined): readonly string[] {
  if (relays) return relays.unled.filter(({ plain, reason }) => plain || reason !== 'any-host').map(textOf);
  const places = new Set(rules.flatMap(({ host, port, plain }) => (plain ? [`${host}:${port}`] : [])));
  return [...places].map(
    (place) => `the sandbox of this system lets HTTP out and nothing else: for ${place} run with --proxy-only`,
  );
}

function textOf({ host, port, reason }: Unled): string {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const words: Readonly<Record<Unled['reason'], string>> = {
    'any-host': `name each host in "call": ${place} stands for many, which only programs that use the proxy reach in the sandbox`,
    'port-of-the-guard': `in the sandbox the guard itself is at port ${port}: only programs that use the proxy reach ${place}`,
    'no-program-for-addresses': `${place} is an address, which the sandbox has only with the program "ip" (iproute2): give it a name in /etc/hosts, or use the proxy`,
    'no-table-of-hosts': `there is no /etc/hosts, in whose place another could stand: only programs that use the proxy reach ${place} in the sandbox`,
  };
  return words[reason];
}
