import type { Candidate, Scan } from '../probe.ts';
import { bind } from './binding.ts';
import { judge } from './judge.ts';
import { judgeName, type Naming } from './names.ts';
import { remarkAt } from './remark.ts';
import { surroundingsOf } from './surroundings.ts';

/** A value that a telling word names: assignments, members, arguments, comparisons, options, settings, tags. */
export function probeNamed(scan: Scan, at: number, length: number): Candidate | undefined {
  const { text } = scan;
  const wholeEnd = endOfName(text, at + length);
  const nameEnd = wholeEnd - actionLength(text, at, wholeEnd);
  const after = text.charCodeAt(nameEnd);
  if (!(after < 128 && binders[after] === 1)) return undefined;
  const nameStart = startOfName(text, at);
  const surroundings = surroundingsOf(scan.info);
  const bound = bind(text, { start: nameStart, end: nameEnd }, surroundings);
  if (!bound) return undefined;
  const written = text.slice(nameStart, nameEnd);
  // What is typed into a field for a password is one.
  const name = nameEnd < wholeEnd ? written.replace(fields, '') : written;
  const naming = isOtherName(text, nameStart, nameEnd) ? undefined : judgeName(name);
  if (!naming) return undefined;
  const { start, end, value, quoted } = bound.value;
  const machineMade = isLongLine(text, start);
  const confidence = judge({
    value,
    quoted,
    naming,
    name,
    tie: bound.tie,
    surroundings,
    machineMade,
    remark: remarkAt(text, nameStart, surroundings),
    vector: isVector(text, start),
    crowded: isCrowded(text, start, end),
  });
  if (!confidence) return undefined;
  const kind = bound.tie === 'part' && naming.sort === 'password' ? 'connection-string-password' : kindOf[naming.sort];
  return { start, end, kind, confidence, evidence: { type: 'context' }, name, visible: 0, rank: 0 };
}

const kindOf: Readonly<Record<Naming['sort'], string>> = {
  password: 'generic-password',
  secret: 'generic-secret',
  token: 'generic-token',
  key: 'generic-api-key',
  auth: 'generic-token',
  nonce: 'generic-secret',
};

const longestName = 64;

/** How much of what looks like a name is the call that types or compares: `passwordField.fill(`, `password.equals(`. */
function actionLength(text: string, at: number, end: number): number {
  if (text.charCodeAt(end) !== 0x28) return 0;
  return actions.exec(text.slice(at, end))?.[0].length ?? 0;
}

const actions = /\.(?:send_keys|sendKeys|type|fill|setValue|setText|val|equals|equalsIgnoreCase|contentEquals)$/;
const fields = /_?(?:input|field|box|element|edit|text)(?=_|$|[A-Z])|(?:^|_)(?:input|txt|text|edit)_?/gi;

function endOfName(text: string, from: number): number {
  let end = from;
  const ceiling = from + longestName;
  while (end < ceiling && isNameCode(text.charCodeAt(end))) end++;
  // A joint belongs to the name only with more of the name behind it.
  while (end > from && isJoint(text.charCodeAt(end - 1))) end--;
  return end;
}

function startOfName(text: string, at: number): number {
  const floor = Math.max(0, at - longestName);
  let start = at;
  while (start > floor && isNameCode(text.charCodeAt(start - 1))) start--;
  // `\n` before a name inside a string is no letter of it.
  if (text.charCodeAt(start - 1) === 0x5c && start < at && 'nrt'.includes(text.charAt(start))) start++;
  while (start < at && isJoint(text.charCodeAt(start))) start++;
  return start;
}

function isJoint(code: number): boolean {
  return code === 0x2d || code === 0x2e;
}

function isNameCode(code: number): boolean {
  return code < 128 && nameCodes[code] === 1;
}

const nameCodes = table('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.$');
/** What can follow a name that is bound to a value. */
const binders = table('"\'`\\])= \t\r\n:,(><?|+!-[&.*{');

function table(characters: string): Uint8Array {
  const codes = new Uint8Array(128);
  for (const character of characters) codes[character.charCodeAt(0)] = 1;
  return codes;
}

/** People do not write lines of a thousand characters: a bundler, a source map or an export has. */
function isLongLine(text: string, at: number): boolean {
  const around = text.slice(Math.max(0, at - 600), at + 600);
  return around.length > 1000 && !around.includes('\n');
}

/** `"etc/passwd":` names a file, and `public key:` a key for all. */
function isOtherName(text: string, start: number, end: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (before === 0x2f) return /["'`]/.test(text.charAt(end)) && isNameCode(text.charCodeAt(start - 2));
  // `…/badge.svg?token=…` lets everybody see a picture.
  if (before === 0x3f || before === 0x26) return /badge|shields\.io/.test(text.slice(Math.max(0, start - 96), start));
  return before === 0x20 && /(?:public|gpg|pgp) $/i.test(text.slice(Math.max(0, start - 8), start));
}

/** `hex::decode("…")`, `unhexlify('…')`: bytes that are written down for all to see, as test vectors are. */
function isVector(text: string, start: number): boolean {
  return /(?:hex|unhexlify|hex(?:lify|_?to_?bytes|::decode|\.decode(?:string)?)|from_?hex)!?\(\s{0,4}[bru]{0,2}["'`]$/i.test(
    text.slice(Math.max(0, start - 28), start),
  );
}

/** Other long runs of hex digits within a few lines. */
function isCrowded(text: string, start: number, end: number): boolean {
  return hexRun.test(text.slice(Math.max(0, start - 200), start)) || hexRun.test(text.slice(end, end + 200));
}

const hexRun = /[\da-f]{16}/i;
