import type { Candidate, Scan } from '../probe.ts';
import { type Literal, readQuoted } from './literal.ts';
import { matchAt } from './matching.ts';
import { whyNotSecret } from './not-secret.ts';
import { isLikeChosen } from './people.ts';
import { randomness } from './randomness.ts';

/** Calls that sign in with a user and a password: `login("user", "…")`, `HTTPBasicAuth('user', '…')`. */
export function probeSignIn(scan: Scan, at: number, length: number): Candidate | undefined {
  return probeCall(scan.text, at + length, 1);
}

/** A user and a password in brackets of their own: `auth=("user", "…")`. */
export function probePair(scan: Scan, at: number, length: number): Candidate | undefined {
  return probeCall(scan.text, at + length - 1, 1);
}

/** Calls that connect to an address as a user with a password: `getConnection(url, "user", "…")`. */
export function probeConnect(scan: Scan, at: number, length: number): Candidate | undefined {
  return probeCall(scan.text, at + length, 2);
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
  const { start, end, value } = password;
  if (value === user?.value || !isPassword(value)) return undefined;
  const evidence = { type: 'context' } as const;
  return { start, end, kind: 'generic-password', confidence: 'low', evidence, visible: 0, rank: 0 };
}

function isPassword(value: string): boolean {
  if (value.length < 5 || whyNotSecret(value) || /\s/.test(value)) return false;
  const bits = randomness(value);
  return bits >= 8 || isLikeChosen(value, bits);
}

/** The rest of the callee, and its bracket. */
const opening = /\w{0,24}\([ \t]{0,8}/y;
const variable = /[$\w.[\]]{1,60}[ \t]{0,8},[ \t]{0,8}/y;
const afterString = /\\{0,3}["'`][ \t]{0,8},[ \t]{0,8}/y;
const closing = /\\{0,3}["'`][ \t]{0,8}[),]/y;
