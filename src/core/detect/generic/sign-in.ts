import type { Candidate, Scan } from '../probe.ts';
import { type Literal, readQuoted } from './literal.ts';
import { matchAt } from './matching.ts';
import { whyNotSecret } from './not-secret.ts';
import { isLikeChosen } from './people.ts';
import { randomness } from './randomness.ts';

/** Calls that sign in with a user and a password: `login("user", "…")`, `HTTPBasicAuth('user', '…')`. */
export function probeSignIn(scan: Scan, at: number, length: number): Candidate | undefined {
  return probeCall(scan.text, bracketOf(scan.text, at + length), 1);
}

/** A user and a password in brackets of their own: `auth=("user", "…")`. */
export function probePair(scan: Scan, at: number, length: number): Candidate | undefined {
  return probeCall(scan.text, at + length - 1, 1);
}

/** Calls that connect to an address as a user with a password: `getConnection(url, "user", "…")`. */
export function probeConnect(scan: Scan, at: number, length: number): Candidate | undefined {
  return probeCall(scan.text, bracketOf(scan.text, at + length), 2);
}

/** An anchor may end with the bracket of the call. */
function bracketOf(text: string, end: number): number {
  return text.charCodeAt(end - 1) === 0x28 ? end - 1 : end;
}

/** Looks at the argument of this place, which stands for a password if it is a string and its neighbour is another. */
function probeCall(text: string, from: number, place: number): Candidate | undefined {
  if (!matchAt(opening, text, from)) return undefined;
  let at = opening.lastIndex;
  let user: Literal | undefined;
  for (let argument = 0; argument < place; argument++) {
    user = readQuoted(text, at);
    if (!matchAt(user ? afterString : variable, text, user ? user.end : at)) return undefined;
    at = user ? afterString.lastIndex : variable.lastIndex;
  }
  const password = readQuoted(text, at);
  if (!password || !matchAt(closing, text, password.end)) return undefined;
  return password.value === user?.value ? undefined : foundIn(password);
}

/** Java hands passwords over as characters: `"…".toCharArray()`. */
export function probeCharacters({ text }: Scan, at: number): Candidate | undefined {
  const line = text.slice(Math.max(0, at - longestPassword), at);
  const open = line.lastIndexOf('"');
  if (open < 0 || line.includes('\n', open)) return undefined;
  const start = at - line.length + open + 1;
  return foundIn({ start, end: at, value: text.slice(start, at), quoted: true });
}

const longestPassword = 100;

/** PowerShell makes passwords of plain text: `ConvertTo-SecureString "…" -AsPlainText`. */
export function probeSecureString({ text }: Scan, at: number, length: number): Candidate | undefined {
  if (!matchAt(secureString, text, at + length)) return undefined;
  const password = readQuoted(text, secureString.lastIndex);
  return password && foundIn(password);
}

const secureString = /[ \t]{1,4}(?:-(?:String|AsPlainText|Force)[ \t]{1,4}){0,3}(?=["'])/iy;

function foundIn({ start, end, value }: Literal): Candidate | undefined {
  if (!isPassword(value)) return undefined;
  const evidence = { type: 'context' } as const;
  return { start, end, kind: 'generic-password', confidence: 'low', evidence, visible: 0, rank: 0 };
}

function isPassword(value: string): boolean {
  if (value.length < 5 || whyNotSecret(value) || /[\s\\]/.test(value)) return false;
  const bits = randomness(value);
  return bits >= 8 || isLikeChosen(value, bits);
}

/** The rest of the callee, and its bracket. */
const opening = /\w{0,24}\([ \t]{0,8}/y;
const variable = /[$\w.[\]]{1,60}[ \t]{0,8},[ \t]{0,8}/y;
const afterString = /\\{0,3}["'`][ \t]{0,8},[ \t]{0,8}/y;
const closing = /\\{0,3}["'`][ \t]{0,8}(?:[),]|\.toCharArray)/y;
