import type { Confidence } from '../finding.ts';
import { decodeBase64 } from './base64.ts';
import type { Case } from './case.ts';
import { longestValue } from './literal.ts';
import type { Naming } from './names.ts';
import { isLikeChosen, isTechnical } from './people.ts';
import { isPlaceholder, whyNotSecret } from './not-secret.ts';
import { randomness } from './randomness.ts';
import { isSure, uuid } from './sure.ts';

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

/** People's passwords: words mutilated with digits and signs. Where less binds them to their name, a number ends them. */
function isWeakPassword({ value, quoted, tie, surroundings, machineMade }: Case, bits: number): boolean {
  if (machineMade || !isLikeChosen(value, bits)) return false;
  if (surroundings.sort === 'prose' || tie === 'argument' || tie === 'loose') return endsInNumber.test(value);
  return quoted || !/[()[\]{}<>,;]/.test(value);
}

const endsInNumber = /[A-Za-z][\w.@!#$%^&*+-]*\d{2,}[!@#$%^&*?+~=._-]?$/;

/** A value that repeats its name, or names a thing, says nothing. */
function echoes({ value, name }: Case): boolean {
  const [one, other] = [plain(value), plain(name)];
  if (one === other || (one.length > 3 && other.endsWith(one)) || (other.length > 5 && one.includes(other)))
    return true;
  return one.includes(other) && one.length - other.length <= 2;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z\d]/g, '');
}

/** UUIDs and hex digits are secrets by a strong name only; sentences and pieces of code never are. */
function hasOtherForm(it: Case): boolean {
  const { value, naming, quoted, machineMade } = it;
  if (uuid.test(value)) return naming.strength < (machineMade || naming.sort === 'key' ? 2 : 1);
  if (/^(?:0x)?[\da-f]+$/i.test(value)) return isDigest(it);
  // No issuer puts blanks into tokens and keys.
  if (/\s/.test(value) && (naming.sort === 'token' || naming.sort === 'key')) return true;
  return isSentence(value, quoted) || isCode(value);
}

/** Hex digits that are no secret whatever their name promises. */
function isDigest({ value, naming, name, tie, crowded, machineMade }: Case): boolean {
  // Test vectors, revisions and cache keys go by `key` and `nonce`.
  if (crowded && (machineMade || naming.strength === 0)) return true;
  // A point of a curve, which is a public key.
  if (naming.strength < 2 && /^(?:0[23][\da-f]{64}|04[\da-f]{128})$/i.test(value)) return true;
  // The digest of a text that was agreed to.
  if (/licen[cs]e$/i.test(name)) return true;
  // A list of words and their digests.
  const doubtful = naming.strength < 2 || naming.sort === 'password';
  return tie === 'argument' && doubtful && /^(?:[\da-f]{16,}|[\dA-F]{16,})$/.test(value);
}

function isSentence(value: string, quoted: boolean): boolean {
  const words = value.trim().split(/\s+/);
  if (words.length > 3) return randomness(value) < 1.5 * value.length;
  if (words.length === 1) return false;
  return (!quoted && !/\d/.test(words[1] ?? '')) || /[^\x20-\x7e]/.test(value);
}

function isCode(value: string): boolean {
  if (/\\(?:0?33|x1b|u001b)\[|[<>]|\s[=|&+]|["'`]\s?\+|\+\s?["'`]|^\W+$/.test(value)) return true;
  // `"Bad token: "+f(x)+"…`: the quote before it closed a string and opened none.
  if (/^[+,;)].*[()]|^[,;+]\s?\w+[.[(]|\(%\w+\)|=b?["']|\\\[\w\w\]/.test(value)) return true;
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
