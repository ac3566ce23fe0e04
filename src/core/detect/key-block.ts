import { decodeBase64 } from './checks/bytes.ts';
import { type KeyForm, keyForm } from './checks/private-key.ts';
import { isFiller } from './filler.ts';

/** A private key in its armour, as found in a text. */
export interface KeyBlock {
  readonly start: number;
  readonly end: number;
  readonly form: KeyForm;
}

/** The longest key block that is looked for: enough for RSA with 8,192 bits, indented or in string literals. */
export const longestBlock = 10_000;

/** The block whose armour begins at `start`: PEM, OpenSSH or OpenPGP. */
export function armouredKey(text: string, start: number): KeyBlock | undefined {
  const opening = /^-----BEGIN ((?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?)-----/.exec(
    text.slice(start, start + 72),
  );
  const label = opening?.[1];
  if (!opening || label === undefined) return undefined;
  const from = opening[0].length;
  const window = upToNext(text, start, '-----BEGIN ');
  const closing = window.indexOf(`-----END ${label}-----`, from);
  const closed = closing >= 0;
  const body = closed ? window.slice(from, closing) : (unclosedBody.exec(window.slice(from))?.[0] ?? '');
  const form = bodyForm(body, label);
  if (!form) return undefined;
  return { start, end: start + (closed ? closing + `-----END ${label}-----`.length : from + body.length), form };
}

/** From `start` to the next opening: a text of nothing but openings must not be read over again from each of them. */
export function upToNext(text: string, start: number, opening: string): string {
  const window = text.slice(start, start + longestBlock);
  const next = window.indexOf(opening, opening.length);
  return next < 0 ? window : window.slice(0, next);
}

/** Lines of base64 with what quoting puts around them; the end of the armour may be cut off or still to be typed. */
const unclosedBody =
  /^(?:\\[nrt]|[\s"'`,#*>|-]){0,40}[A-Za-z0-9+/=]{40,}(?:(?:\\[nrt]|[\s"'`,#*>|-]){1,40}[A-Za-z0-9+/=]{40,}){0,199}/;

/** PuTTY's file: headers, public lines, private lines and their MAC. */
export function puttyKey(text: string, start: number): KeyBlock | undefined {
  const window = upToNext(text, start, 'PuTTY-User-Key-File-');
  const match =
    /^PuTTY-User-Key-File-[1-3]: [\w-]+\s+Encryption: (?<cipher>[\w-]+)\s[^]*?Private-Lines: \d+(?<body>(?:\s+[A-Za-z0-9+/=]+){1,400}?)\s+Private-(?:MAC|Hash): [0-9a-f]+/.exec(
      window,
    );
  const bytes = decodeBase64(match?.groups?.['body']?.replace(/\s/g, '') ?? '=');
  if (!match || !bytes || bytes.length < 16) return undefined;
  const form = match.groups?.['cipher'] === 'none' ? 'plain' : 'encrypted';
  return { start, end: start + match[0].length, form };
}

/** Undefined where the armour holds no key at all: a template, a name, an ellipsis. */
function bodyForm(body: string, label: string): KeyForm | undefined {
  const plain = unquoted(body);
  const base64 = base64Of(plain);
  if (base64.length < shortestBody || !keyLine.test(plain) || hole.test(plain) || isMostlyOther(plain, base64))
    return undefined;
  if (isFiller(base64.slice(28, 92)) || !/\d/.test(base64) || !/[a-z]/.test(base64)) return undefined;
  if (label.startsWith('ENCRYPTED') || plain.includes('Proc-Type: 4,ENCRYPTED')) return 'encrypted';
  const bytes = decodeBase64(base64);
  return bytes ? keyForm(bytes) : 'broken';
}

/** A line of a key, however it is wrapped; code that reads keys has words no longer than that. */
const keyLine = /[A-Za-z0-9+/=]{32}/;

const hole = /\.\.\.|…|\$\{|\{\{|<[a-z]/i;

/** Escaped line breaks become lines, and the plus signs of a diff go. */
function unquoted(body: string): string {
  const plain = body.replace(/\\u000a|\\{1,2}[nrt]/g, '\n').trim();
  return plain.split('\n').every((line) => line.startsWith('+')) ? plain.replace(/^\+/gm, '') : plain;
}

/** The base64 of the lines, without headers (`DEK-Info: …`) and OpenPGP's checksum. */
function base64Of(plain: string): string {
  const lines = plain.split('\n').filter((line) => !header.test(line) && !checksum.test(line));
  return lines.flatMap((line) => line.match(/[A-Za-z0-9+/]{4,}={0,2}|[A-Za-z0-9+/]{2,3}=+/g) ?? []).join('');
}

const header = /^[\s"'`#*>|+,-]*\w[\w-]*:\s/;
const checksum = /^[^\w=]*=[\w+/]{4}\W*$/;

function isMostlyOther(plain: string, base64: string): boolean {
  const quoting = plain.match(/[\s"'`+,#*>|\\;.()-]/g)?.length ?? 0;
  return plain.length - base64.length - quoting > plain.length / 3 + 120;
}

/** An Ed25519 key, the shortest there is, has 64 characters; shorter bodies are names and templates. */
const shortestBody = 40;
