import type { Candidate, Scan } from '../probe.ts';
import { whyNotSecret } from './not-secret.ts';
import { randomness } from './randomness.ts';
import { type Surroundings, surroundingsOf } from './surroundings.ts';

/** A password in an address: `scheme://user:password@host`. */
export function probeUrl(scan: Scan, at: number, length: number): Candidate | undefined {
  const { text } = scan;
  const from = at + length;
  const sign = userInfoEnd(text, from);
  if (sign === undefined) return undefined;
  const colon = from + text.slice(from, sign).indexOf(':');
  if (colon < from || colon >= sign - 1) return undefined;
  const scheme = /[A-Za-z][A-Za-z\d+.-]{0,30}$/.exec(text.slice(Math.max(0, at - 32), at))?.[0].toLowerCase();
  if (scheme === undefined) return undefined;
  const value = text.slice(colon + 1, sign);
  const user = text.slice(from, colon);
  const host = /^[^\s/"'`<>?#,;)\]}\\]{0,120}/.exec(text.slice(sign + 1, sign + 128))?.[0] ?? '';
  if (!isPassword(value, user) || !isHost(host)) return undefined;
  const service = services[scheme.replace(/\+.*$/, '')];
  const sure = isFarFromHome(host, surroundingsOf(scan.info)) && value.length >= 8 && randomness(value) > 8;
  return {
    start: colon + 1,
    end: sign,
    kind: service ? 'connection-string-password' : 'url-password',
    ...(service ? { service } : {}),
    confidence: sure ? 'medium' : 'low',
    evidence: { type: 'context' },
    visible: 0,
    rank: 1,
  };
}

function isFarFromHome(host: string, { foreign, rehearsal }: Surroundings): boolean {
  return !foreign && !rehearsal && !localHost.test(host);
}

/** Offset of the last `@` before the host, where the text from here on can be user and password. */
function userInfoEnd(text: string, from: number): number | undefined {
  const ceiling = Math.min(text.length, from + 256);
  let found: number | undefined;
  for (let at = from; at < ceiling; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x40) found = at;
    else if (code < 128 && ends[code] === 1) break;
    else if (code >= 0x250) break;
  }
  return found;
}

const ends = new Uint8Array(128);
for (let code = 0; code <= 0x20; code++) ends[code] = 1;
for (const character of '/"\'`<>\\') ends[character.charCodeAt(0)] = 1;

function isPassword(value: string, user: string): boolean {
  if (value.length < 3 || value === user || value.toLowerCase() === user.toLowerCase()) return false;
  if (/^\d{2,5}$/.test(value) || /[{}[\]<>()|,\s]|^[$%*:]|^\.+$|^x+$/i.test(value)) return false;
  return (
    whyNotSecret(value) === undefined &&
    (randomness(value) > 2 || (/\d/.test(value) && /[a-z]/i.test(value) && value.length >= 6))
  );
}

function isHost(host: string): boolean {
  return /^(?:[A-Za-z\d_.-]+|\[[\da-f:]+\]|[$%{].*)(?::|$|\b)/.test(host) && host !== '' && !/^[.-]/.test(host);
}

const localHost =
  /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|example\.|.*\.example(?:\.|$)|.*example\.(?:com|org|net)|host(?:name)?(?::|$)|test|.*\.test(?::|$)|.*\.local(?:host)?(?::|$)|foo|bar|server|proxy|db(?::|$)|postgres(?::|$)|mysql(?::|$)|redis(?::|$)|rabbitmq(?::|$)|mongo(?:db)?(?::|$))/i;

/** Whose password it is, by the scheme. */
const services: Readonly<Record<string, string | undefined>> = Object.assign(Object.create(null), {
  postgres: 'postgresql',
  postgresql: 'postgresql',
  pgsql: 'postgresql',
  postgis: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
  mysql2: 'mysql',
  mongodb: 'mongodb',
  redis: 'redis',
  rediss: 'redis',
  valkey: 'redis',
  amqp: 'amqp',
  amqps: 'amqp',
  mssql: 'mssql',
  sqlserver: 'mssql',
  clickhouse: 'clickhouse',
  kafka: 'kafka',
  smtp: 'smtp',
  smtps: 'smtp',
  ftp: 'ftp',
  ftps: 'ftp',
  sftp: 'ftp',
  ldap: 'ldap',
  ldaps: 'ldap',
}) as Record<string, string | undefined>;
