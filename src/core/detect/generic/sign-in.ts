import type { Candidate, Scan } from '../probe.ts';
import { readQuoted } from './literal.ts';
import { matchAt } from './matching.ts';
import { whyNotSecret } from './not-secret.ts';
import { randomness } from './randomness.ts';

/** The second argument of a call that signs in: `login("user", "…")`, `HTTPBasicAuth('user', '…')`. */
export function probeSignIn({ text }: Scan, at: number, length: number): Candidate | undefined {
  if (!matchAt(opening, text, at + length)) return undefined;
  const user = readQuoted(text, opening.lastIndex);
  const from = user ? matchAt(comma, text, user.end) && comma.lastIndex : opening.lastIndex;
  if (from === null) return undefined;
  const password = readQuoted(text, from);
  if (!password || !matchAt(closing, text, password.end)) return undefined;
  const { start, end, value } = password;
  if (value.length < 5 || value === user?.value || whyNotSecret(value) || /\s/.test(value)) return undefined;
  if (randomness(value) < 8) return undefined;
  return {
    start,
    end,
    kind: 'generic-password',
    confidence: 'low',
    evidence: { type: 'context' },
    visible: 0,
    rank: 0,
  };
}

/** The rest of the callee, its bracket, and a variable in the place of the user. */
const opening = /\w{0,24}\([ \t]*(?:[\w.]{1,40}[ \t]*,[ \t]*)?(?=\\{0,3}["'`])/y;
const comma = /\\{0,3}["'`][ \t]*,[ \t]*/y;
const closing = /\\{0,3}["'`]\s{0,20}[),]/y;
