import { normalHost } from '../policy/call-host.ts';

/**
 * The hosts of the address that a password stands in, as `name:port`: where it is meant to be sent. Of a name that leads
 * to others by the name system (`mongodb+srv`), and of one that is filled in later, nothing is known.
 */
export function hostsAround(text: string, { start, end }: { readonly start: number; readonly end: number }): string[] {
  const behind = /^@(?:tcp\()?(?<hosts>[^\s/?#"'`()<>\\]{1,300})/.exec(text.slice(end, end + reach))?.groups?.['hosts'];
  if (behind === undefined) return [];
  const scheme = /(?<scheme>[a-z][a-z0-9+.-]{0,30}):\/\/[^\s/"'`<>]{0,128}$/i.exec(
    text.slice(Math.max(0, start - reach), start),
  );
  const name = (scheme?.groups?.['scheme'] ?? 'mysql').toLowerCase();
  if (name.endsWith('+srv')) return [];
  const places = behind.split(',').map((place) => placeOf(place, usualPorts.get(name.split('+', 1)[0] ?? '')));
  return places.flatMap((place) => place ?? []);
}

/** How far the ends of an address are looked for. */
const reach = 310;

function placeOf(text: string, usual: number | undefined): string | undefined {
  const match = /^(?<host>\[[\da-f:.]+\]|[^:]+)(?::(?<port>\d{1,5}))?$/i.exec(text);
  const host = normalHost(match?.groups?.['host'] ?? '');
  const port = Number(match?.groups?.['port'] ?? usual);
  if (host === undefined || !(port >= 1 && port <= 65_535)) return undefined;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** What clients take where an address names no port: IANA's registry, and the documentation of each. */
const usualPorts: ReadonlyMap<string, number> = new Map([
  ['amqp', 5672],
  ['amqps', 5671],
  ['clickhouse', 9000],
  ['ftp', 21],
  ['ftps', 990],
  ['http', 80],
  ['https', 443],
  ['kafka', 9092],
  ['ldap', 389],
  ['ldaps', 636],
  ['mariadb', 3306],
  ['mongodb', 27_017],
  ['mssql', 1433],
  ['mysql', 3306],
  ['mysql2', 3306],
  ['nats', 4222],
  ['pgsql', 5432],
  ['postgis', 5432],
  ['postgres', 5432],
  ['postgresql', 5432],
  ['redis', 6379],
  ['rediss', 6379],
  ['sftp', 22],
  ['smtp', 25],
  ['smtps', 465],
  ['sqlserver', 1433],
  ['valkey', 6379],
]);
