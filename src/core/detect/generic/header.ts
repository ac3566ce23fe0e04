import type { Candidate, Scan } from '../probe.ts';
import { decodeBase64 } from './base64.ts';
import { whyNotSecret } from './not-secret.ts';
import { randomness } from './randomness.ts';
import { isPlaceOfSecrets, surroundingsOf } from './surroundings.ts';

/** `Bearer …` and `token …`, as an `Authorization` header carries them. */
export function probeBearer(scan: Scan, at: number, length: number): Candidate | undefined {
  const { text } = scan;
  token.lastIndex = at + length;
  const value = token.exec(text)?.[1];
  if (value === undefined || value.length < 16) return undefined;
  const start = token.lastIndex - value.length;
  if (whyNotSecret(value) || cut.test(text.slice(start + value.length, start + value.length + 3))) return undefined;
  const bits = randomness(value);
  if (bits < 20 || bits / value.length < 0.45) return undefined;
  const sure = bits > 40 && isPlaceOfSecrets(surroundingsOf(scan.info));
  return found('bearer-token', { start, end: start + value.length }, sure);
}

/** `Authorization: token …`, as GitHub's clients write it. */
export function probeToken(scan: Scan, at: number, length: number): Candidate | undefined {
  const before = scan.text.charCodeAt(at - 1);
  if (before !== 0x22 && before !== 0x27 && before !== 0x60 && before !== 0x20) return undefined;
  return authorization.test(scan.text.slice(Math.max(0, at - 40), at)) ? probeBearer(scan, at, length) : undefined;
}

const authorization = /authorization\\{0,3}["'`]?\]?\s{0,4}[:=,]\s{0,4}[bfu]?\\{0,3}["'`]?$/i;

const token = /[ \t]{0,4}([\w.~+/=-]{1,512})/y;
const cut = /^(?:\.\.\.|…|\$\{|\{\{|<)/;

/** `Basic …`: a user and a password in base64. */
export function probeBasic(scan: Scan, at: number, length: number): Candidate | undefined {
  const { text } = scan;
  encoded.lastIndex = at + length;
  const value = encoded.exec(text)?.[1];
  if (value === undefined || value.length < 8) return undefined;
  const start = encoded.lastIndex - value.length;
  const plain = decodeBase64(value) ?? '';
  const match = /^([\x20-\x7e]{0,100}?):([\x20-\x7e]{1,200})$/.exec(plain);
  const password = match?.[2];
  if (password === undefined || password === match?.[1] || whyNotSecret(password)) return undefined;
  const bits = randomness(password);
  if (bits < 0 && !/\d/.test(password)) return undefined;
  return found(
    'basic-auth',
    { start, end: start + value.length },
    bits > 12 && isPlaceOfSecrets(surroundingsOf(scan.info)),
  );
}

const encoded = /[ \t]{0,4}([A-Za-z\d+/]{4,400}={0,2})(?![\w+/=])/y;

function found(kind: string, range: { start: number; end: number }, sure: boolean): Candidate {
  return { ...range, kind, confidence: sure ? 'medium' : 'low', evidence: { type: 'context' }, visible: 0, rank: 1 };
}
