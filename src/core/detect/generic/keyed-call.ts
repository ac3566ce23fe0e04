import type { Candidate, Scan } from '../probe.ts';
import { readQuoted } from './literal.ts';
import { matchAt } from './matching.ts';
import { whyNotSecret } from './not-secret.ts';
import { randomness } from './randomness.ts';
import { isPlaceOfSecrets, surroundingsOf } from './surroundings.ts';

/** Calls that sign or encrypt with a key that is written down: `jwt.sign(claims, '…')`, `createHmac('sha256', '…')`. */
export function probeKeyedCall({ text, info }: Scan, at: number, length: number): Candidate | undefined {
  if (!matchAt(argumentsBefore, text, at + length)) return undefined;
  const key = readQuoted(text, argumentsBefore.lastIndex);
  if (!key || !matchAt(closing, text, key.end)) return undefined;
  const { start, end, value } = key;
  if (value.length < shortest || /\s/.test(value) || whyNotSecret(value)) return undefined;
  const bits = randomness(value);
  if (bits < chance || /^(?:[\da-f]{2}){16,}$/i.test(value)) return undefined;
  const sure = value.length >= 16 && bits > 50 && isPlaceOfSecrets(surroundingsOf(info));
  const evidence = { type: 'context' } as const;
  return { start, end, kind: 'generic-secret', confidence: sure ? 'medium' : 'low', evidence, visible: 0, rank: 0 };
}

const shortest = 6;
/** Bits of surprise: what words and identifiers do not bring. */
const chance = 12;

/** The callee's bracket is behind us: perhaps what is signed or the algorithm, perhaps what makes bytes of the key. */
const argumentsBefore =
  /[ \t]{0,4}(?:["'`][\w-]{1,24}["'`],[ \t]{0,4}|[^"'`\r\n]{1,60},[ \t]{0,4})?(?:b|Buffer\.from\([ \t]{0,4})?(?=["'`])/y;
const closing = /\\{0,3}["'`][ \t]{0,4}[),.]/y;
