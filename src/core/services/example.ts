import { annotatedKey, caskKey } from './azure-key.ts';
import { base32, base62, base64, base64url, bech32Checksum, bech32Digits, crc16, crc32, digits32 } from './encoding.ts';
import { patternOf } from './pattern.ts';
import type { Check } from './service.ts';
import { alphabets, parseShape, type ShapePart } from './shape.ts';
import { bitcoinKey, minisignKey } from './key.ts';
import { macaroons, objects, tokens } from './token.ts';

/** A source of chance: a number from 0 up to, not including, 1. The same numbers make the same examples. */
export type Random = () => number;

/**
 * A credential that has the shape and passes the vendor's offline proof, and opens nothing. Examples are made when they
 * are needed and never written down, so that no file holds one.
 */
export function example({ shape, check }: { shape: string; check?: Check | undefined }, random: Random): string {
  const parts = parseShape(shape);
  const plain = parts.map((part) => fill(part, random)).join('');
  const sign = check && signatures[check];
  return sign ? sign({ shape, parts, plain, random }) : plain;
}

interface Draft {
  readonly shape: string;
  readonly parts: readonly ShapePart[];
  /** The shape filled with chance, without its proof. */
  readonly plain: string;
  readonly random: Random;
}

const signatures: Partial<Record<Check, (draft: Draft) => string>> = {
  'aws-account-base32': ({ plain, random }) => plain.slice(0, 4) + awsBody(plain.length - 4, random),
  'azure-annotated': ({ plain, random }) => annotatedKey(plain, (length) => run({ alphabet: 'alnum' }, length, random)),
  'azure-storage': ({ plain, random }) => plain.replace(/[+/\w]==$/, `${'AQgw'.charAt(below(4, random))}==`),
  base58: ({ plain, random }) => bitcoinKey(plain, (count) => chanceBytes(count, random)),
  bech32: ({ parts, plain, random }) => withBech32(parts, plain.length, random),
  cask: ({ plain }) => caskKey(plain),
  discord: ({ plain, random }) => plain.replace(/^[^.]+/, (id) => botId(id, random)),
  'gcp-service-account': ({ random }) => serviceAccount(random),
  'github-crc32': ({ plain }) => (/^gh[a-z]_[0-9A-Za-z]{36}$/.test(plain) ? withCrc(plain) : plain),
  'json-base64': ({ shape, plain, random }) => fitting(shape, { start: 'eyJ', random }, objects) ?? plain,
  jwt: ({ shape, plain, random }) => fitting(shape, { start: 'eyJ', random }, tokens) ?? plain,
  macaroon: ({ shape, plain, random }) => fitting(shape, { start: 'AgE', random }, macaroons) ?? plain,
  minisign: ({ plain, random }) => minisignKey(plain, (count) => chanceBytes(count, random)),
  nkey: ({ plain, random }) => signedSeed(plain, random),
  'npm-crc32': ({ plain }) => withCrc(plain),
  'private-key': ({ random }) => ed25519Key(random),
  'slack-ids': ({ parts, plain, random }) => withSlackIds(parts, plain, random),
  telegram: ({ plain }) => plain.replace(/^(?:bot)?0/, (start) => start.replace('0', '7')),
};

function fill(part: ShapePart, random: Random): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'choice') return part.texts[below(part.texts.length, random)] ?? '';
  return run(part, part.min + below(Math.min(part.max - part.min, usualSpread) + 1, random), random);
}

/** A range far above its least length is there for the rare long one; examples stay near the usual. */
const usualSpread = 24;

function run({ alphabet }: { alphabet: keyof typeof alphabets }, length: number, random: Random): string {
  const characters = charactersOf(alphabet);
  return Array.from({ length }, () => characters.charAt(below(characters.length, random))).join('');
}

function charactersOf(alphabet: keyof typeof alphabets): string {
  const known = characterSets.get(alphabet);
  if (known !== undefined) return known;
  const pattern = new RegExp(`[${alphabets[alphabet]}]`);
  const ascii = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
  const characters = ascii.filter((character) => pattern.test(character)).join('');
  characterSets.set(alphabet, characters);
  return characters;
}

const characterSets = new Map<string, string>();

function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

function chanceBytes(count: number, random: Random): number[] {
  return Array.from({ length: count }, () => below(256, random));
}

function withCrc(plain: string): string {
  const body = plain.slice(plain.indexOf('_') + 1, -checksumLength);
  return plain.slice(0, -checksumLength) + base62(crc32(body), checksumLength);
}

const checksumLength = 6;

/** The first 48 of the bits hold the account: one bit that is set, forty of its number, seven of chance. */
function awsBody(length: number, random: Random): string {
  const account = BigInt(Math.floor(random() * 1e12));
  const rest = BigInt(length * 5 - 48);
  const chance = BigInt(Math.floor(random() * 2 ** 39));
  return base32((1n << (47n + rest)) | (account << (7n + rest)) | (chance & ((1n << (7n + rest)) - 1n)), length);
}

function withBech32(parts: readonly ShapePart[], length: number, random: Random): string {
  const prefix = parts[0]?.type === 'text' ? parts[0].text : '';
  const name = prefix.slice(0, -1).toLowerCase();
  const count = length - prefix.length - checksumLength;
  // The last digit of 32 bytes has one bit of its own.
  const data = Array.from({ length: count - 1 }, () => bech32Digits.charAt(below(32, random))).join('') + 'q';
  const text = data + bech32Checksum(name, data);
  return prefix + (prefix === prefix.toUpperCase() ? text.toUpperCase() : text);
}

/** The kind's two letters fill ten of the first sixteen bits; the rest is chance, and two bytes of checksum. */
function signedSeed(plain: string, random: Random): string {
  const kind = BigInt(digits32.indexOf(plain.charAt(0)) * 32 + digits32.indexOf(plain.charAt(1))) << 6n;
  const bytes = [Number(kind >> 8n), Number(kind & 255n), ...chanceBytes(32, random)];
  const sum = crc16(bytes);
  const all = [...bytes, sum & 0xff, sum >> 8].reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  return base32(all << 2n, plain.length);
}

function botId(drawn: string, random: Random): string {
  const digits = Math.floor((drawn.length * 3) / 4);
  const first = { M: '1', N: '4', O: '8' }[drawn.charAt(0)] ?? '7';
  return base64url(first + Array.from({ length: digits - 1 }, () => below(10, random)).join('')).slice(0, drawn.length);
}

/** Versions, three ids and hex digits, as many as the draft has room for. */
function withSlackIds(parts: readonly ShapePart[], plain: string, random: Random): string {
  const drawn = parts.at(-1);
  if (drawn?.type !== 'run' || drawn.min < shortestIds) return plain;
  const start = /^.*?-1-/.exec(plain)?.[0] ?? '';
  const room = Math.floor(((plain.length - start.length) * 3) / 4);
  const ids = Array.from({ length: 3 }, () => `7${run({ alphabet: 'digit' }, 12, random)}`).join('-');
  const head = `2-1-${ids}-`;
  return start + base64url(head + run({ alphabet: 'hex' }, room - head.length, random));
}

const shortestIds = 100;

/** What stands before `eyJ` is filled with chance, and the rest is the first of the candidates that fits it. */
function fitting(shape: string, { start, random }: { start: string; random: Random }, make: Make): string | undefined {
  const at = shape.indexOf(start);
  const before = parseShape(shape.slice(0, at)).map((part) => fill(part, random));
  const whole = new RegExp(`^${patternOf(shape.slice(at))}$`);
  const chance = (length: number): string => run({ alphabet: 'lower36' }, length, random);
  const found = make(chance).find((candidate) => whole.test(candidate));
  return found === undefined ? undefined : before.join('') + found;
}

type Make = (chance: (length: number) => string) => Generator<string>;

/** PKCS #8 around 32 bytes of chance: the shortest private key there is. */
function ed25519Key(random: Random): string {
  const seed = String.fromCharCode(...chanceBytes(32, random));
  const frame = '\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20';
  return `${dashes}BEGIN ${label}${dashes}\n${base64(frame + seed)}\n${dashes}END ${label}${dashes}\n`;
}

const dashes = '-----';
const label = 'PRIVATE KEY';

function serviceAccount(random: Random): string {
  const hex = (length: number): string => run({ alphabet: 'hex' }, length, random);
  const project = `project-${hex(6)}`;
  return JSON.stringify(
    {
      type: 'service_account',
      project_id: project,
      private_key_id: hex(40),
      private_key: ed25519Key(random),
      client_email: `worker@${project}.iam.gserviceaccount.com`,
      client_id: run({ alphabet: 'digit' }, 21, random),
      token_uri: 'https://oauth2.googleapis.com/token',
    },
    undefined,
    2,
  );
}
