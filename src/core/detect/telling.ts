import { isFiller, isWords } from './filler.ts';

/**
 * Whether a value that is set somewhere can serve to recognise a secret: long enough, not a setting, an address or a
 * word that texts are full of. What stands in the vault was put there as a secret; elsewhere the name helps to tell.
 */
export function isTelling(name: string, value: string, source: string): boolean {
  if (value.length < shortest || value.length > longest) return false;
  if (common.has(value.toLowerCase()) || new Set(value).size < 5) return false;
  if (source === 'vault') return true;
  if (isFiller(value) || isReference(value)) return false;
  if (isAddress(value)) return false;
  if (secretName.test(name) && !plainName.test(name)) return !/^\d{1,9}$/.test(value);
  return isRandom(value);
}

const shortest = 8;
const longest = 4096;

const secretName =
  /pass|secret|token|key|cred|auth|pwd|dsn|private|webhook|cert|salt|signature|database_?url|connection|_url$|_uri$/i;
const plainName =
  /public|publishable|_key_?(?:id|name|path|file)$|keyboard|(?:token|key)_?(?:name|type|header|ttl|expiry)/i;

/** `${OTHER}`, `$OTHER`, `op://…`: the value stands elsewhere. */
function isReference(value: string): boolean {
  return /^(?:\$\{?[A-Za-z_]\w*\}?|(?:op|vault|valet-key|arn|file|env|ssm|secretsmanager|gcp-sm|azure-kv):\S+|<[^>]+>|\{\{.*\}\})$/i.test(
    value,
  );
}

/** An address, a path, a date or a list of names tells where something is and opens nothing; one with a password does. */
function isAddress(value: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value))
    return !/:\/\/[^/\s:@]*:[^@\s/]+@|[?&/](?:[\w-]{20}|[\w-]{0,80}=[\w-]{20})/.test(value);
  return (
    /^(?:\.{0,2}|~)\/[\w./@-]+$/.test(value) ||
    /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(value) ||
    /^(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?$/i.test(value) ||
    /^\d+(?:[.:,-]\d+)*$/.test(value)
  );
}

/** Chance shows in digits among letters, or in letters of both cases, that make no words. */
function isRandom(value: string): boolean {
  return value.length >= 12 && !/\s/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value) && !isWords(value);
}

const common: ReadonlySet<string> = new Set(
  (
    'password passw0rd password1 password123 changeme postgres postgresql localhost development production staging ' +
    'testing12 undefined default123 administrator root1234 admin123 secret123 mysecret topsecret supersecret ' +
    'minioadmin rabbitmq redis123 mongodb1 test1234 12345678 123456789 1234567890 guestguest anonymous disabled enabled'
  ).split(' '),
);
