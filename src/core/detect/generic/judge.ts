import type { Confidence } from '../finding.ts';
import { decodeBase64 } from './base64.ts';
import { longestValue, type Tie } from './literal.ts';
import type { Naming } from './names.ts';
import { isLikeChosen, isTechnical } from './people.ts';
import { isPlaceholder, whyNotSecret } from './not-secret.ts';
import { randomness } from './randomness.ts';
import { saysRehearsal } from '../name.ts';
import { isPlaceOfSecrets, type Surroundings } from './surroundings.ts';

export interface Case {
  readonly value: string;
  readonly quoted: boolean;
  readonly naming: Naming;
  readonly name: string;
  readonly tie: Tie;
  readonly surroundings: Surroundings;
  /** Other hex digits stand about it, as in a table of test vectors. */
  readonly crowded: boolean;
  /** It stands in a comment. */
  readonly remark: boolean;
  /** It stands in a line that no person wrote. */
  readonly machineMade: boolean;
}

/** Whether a named value is a secret, and how surely; undefined where it is none. */
export function judge(it: Case): Confidence | undefined {
  const { value, naming } = it;
  if (value.length < shortest[naming.sort] || value.length >= longestValue) return undefined;
  if (isNumberedPassword(it)) return 'low';
  if (whyNotSecret(value) || isTechnical(value) || echoes(it) || hasOtherForm(it) || holdsPlainText(value))
    return undefined;
  const bits = randomness(uuid.test(value) ? value.replaceAll('-', '') : value);
  if (isStrong(it, bits)) return isSure(it, bits) ? 'medium' : 'low';
  return naming.sort === 'password' && isWeakPassword(it, bits) ? 'low' : undefined;
}

const shortest = { password: 4, secret: 6, token: 8, key: 10, auth: 8, nonce: 8 } as const;

/** Chance enough for what the name promises. */
function isStrong({ value, naming, tie, surroundings, machineMade }: Case, bits: number): boolean {
  const doubt =
    (tie === 'assigned' || tie === 'part' ? 0 : 6) + (surroundings.sort === 'prose' ? 4 : 0) + (machineMade ? 14 : 0);
  return bits >= (needed[naming.sort][naming.strength] ?? 99) + doubt && bits / value.length > 0.45;
}

/** Bits of surprise that a value must bring, by the sort and the strength of its name. */
const needed: Readonly<Record<Naming['sort'], readonly number[]>> = {
  password: [4, 4, 4, 4],
  secret: [12, 12, 10, 10],
  token: [30, 24, 16, 16],
  key: [34, 24, 18, 16],
  auth: [30, 24, 20, 20],
  nonce: [26, 26, 26, 26],
};

/** Digits alone are a password where the name says so, and the quotes that they are no number. */
function isNumberedPassword({ value, quoted, naming, tie, surroundings }: Case): boolean {
  if (naming.sort !== 'password' || tie !== 'assigned' || !/^\d{6,12}$/.test(value)) return false;
  return (quoted || surroundings.sort === 'config') && !isPlaceholder(value) && !/^(?:19|20)\d{6}$|000/.test(value);
}

/** People's passwords: words mutilated with digits and signs. */
function isWeakPassword({ value, quoted, tie, surroundings, machineMade }: Case, bits: number): boolean {
  if (machineMade || surroundings.sort === 'prose' || tie === 'argument' || tie === 'loose') return false;
  return isLikeChosen(value, bits) && (quoted || !/[()[\]{}<>,;]/.test(value));
}

/** Sure enough to interrupt: long, far from words, firmly named, and where secrets stand. */
function isSure({ value, naming, name, tie, surroundings, machineMade, remark }: Case, bits: number): boolean {
  if (remark || machineMade || !isPlaceOfSecrets(surroundings)) return false;
  if (tie === 'loose' || value.length < 16 || /\s/.test(value) || passing.test(name) || saysRehearsal(name))
    return false;
  // `LOB_KEY=…` among settings is firm enough; `key: "…"` in code is not.
  const firm = naming.strength >= 2 || (naming.strength === 1 && (surroundings.sort === 'config' || bits > 60));
  return firm && bits > 40 && new Set(value).size >= 10;
}

/** Names of what is good for one message, and of what a library gives to all its users. */
const passing = /nonce|salt|signature|verifier|^default/i;

/** A value that repeats its name, or names a thing, says nothing. */
function echoes({ value, name }: Case): boolean {
  const [one, other] = [plain(value), plain(name)];
  return one === other || (one.length > 3 && other.endsWith(one)) || (other.length > 5 && one.includes(other));
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z\d]/g, '');
}

/** UUIDs and hex digits are secrets by a strong name only; sentences and pieces of code never are. */
function hasOtherForm({ value, naming, quoted, tie, crowded, machineMade }: Case): boolean {
  if (uuid.test(value)) return naming.strength < (machineMade ? 2 : 1);
  // Test vectors, revisions and cache keys go by `key` and `nonce`.
  if (crowded && (machineMade || naming.strength === 0) && /^(?:0x)?[\da-f]+$/i.test(value)) return true;
  // A list of words and their digests.
  const doubtful = naming.strength < 2 || naming.sort === 'password';
  if (tie === 'argument' && doubtful && /^(?:[\da-f]{16,}|[\dA-F]{16,})$/.test(value)) return true;
  return isSentence(value, quoted) || isCode(value);
}

const uuid = /^\{?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}?$/i;

function isSentence(value: string, quoted: boolean): boolean {
  const words = value.trim().split(/\s+/);
  if (words.length > 3) return randomness(value) < 1.5 * value.length;
  if (words.length === 1) return false;
  return (!quoted && !/\d/.test(words[1] ?? '')) || /[^\x20-\x7e]/.test(value);
}

function isCode(value: string): boolean {
  if (/\\(?:0?33|x1b|u001b)\[|[<>]|\s[=|&+]|["'`]\s?\+|\+\s?["'`]|^\W+$/.test(value)) return true;
  // `"Bad token: "+f(x)+"…`: the quote before it closed a string and opened none.
  if (/^[+,;)].*[()]|^[,;+]\s?\w+[.[(]/.test(value)) return true;
  return value.length < 20 && /^[,;:)\]}+]|[([{,]$/.test(value);
}

/** Base64 of a text that any reader understands: what it holds is judged. */
function holdsPlainText(value: string): boolean {
  if (value.length < 12 || !/^[A-Za-z\d+/]+={0,2}$/.test(value)) return false;
  const text = decodeBase64(value);
  if (text === undefined || !/^[\x20-\x7e\r\n\t]+$/.test(text)) return false;
  const last = text.slice(text.lastIndexOf(':') + 1).trim();
  return randomness(last) < 0 || whyNotSecret(last) !== undefined;
}
