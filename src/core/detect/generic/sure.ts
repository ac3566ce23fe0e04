import type { Case } from './case.ts';
import { saysRehearsal } from '../name.ts';
import { isPlaceOfSecrets } from './surroundings.ts';

/** Sure enough to interrupt: long, far from words, firmly named, and where secrets stand. `bits` is its randomness. */
export function isSure(it: Case, bits: number): boolean {
  const { value, naming, name, tie, surroundings, remark } = it;
  if (!mayBeUsed(it) || tie === 'loose' || passing.test(name) || saysRehearsal(name)) return false;
  if (remark || !isPlaceOfSecrets(surroundings)) return isOneLongRun(value) && isIssued(it, bits);
  if (naming.sort === 'password' && isGenerated(value, bits)) return true;
  return isOneLongRun(value) && bits > 40 && isFirmlyNamed(it, bits);
}

/** `LOB_KEY=…` among settings is firm enough; `key: "…"` in code is not. */
function isFirmlyNamed({ value, naming, surroundings }: Case, bits: number): boolean {
  if (naming.strength >= 2) return true;
  return naming.strength === 1 && !uuid.test(value) && (surroundings.sort === 'config' || bits > 60);
}

/** A password that nobody made up: shorter than a token, for people have to type it. */
function isGenerated(value: string, bits: number): boolean {
  return value.length >= 8 && bits > 24 && new Set(value).size >= 6 && !/\s/.test(value) && /\d/.test(value);
}

function isOneLongRun(value: string): boolean {
  return value.length >= 16 && new Set(value).size >= 10 && !/\s/.test(value);
}

export const uuid = /^\{?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}?$/i;

/** Nothing that a machine wrote, others published, or documentation announces as an example. */
function mayBeUsed({ machineMade, vector, remark, surroundings }: Case): boolean {
  return !machineMade && !vector && remark !== 'example' && !surroundings.foreign;
}

/**
 * In tests, comments and documentation stand test vectors, digests and answers of servers; what looks like the key of
 * an account there, under the name of one, was most likely copied from one.
 */
function isIssued({ value, naming, name, tie, surroundings, crowded }: Case, bits: number): boolean {
  if (tie !== 'assigned' || naming.strength < 2 || naming.sort === 'password') return false;
  if (surroundings.sort === 'data' || crowded || (naming.sort === 'token' && fleeting.test(name))) return false;
  return bits > 50 && value.length <= 128 && issued.test(value) && !/^(?:0x)?[\da-f-]+$|secret|token/i.test(value);
}

/** Letters and digits mixed, with the signs that issuers use. */
const issued = /^(?=[^A-Za-z]*[A-Za-z])(?=\D*\d)[\w+/~.-]+={0,2}$/;
/** Tokens that a server hands out for an hour, and tests make up. */
const fleeting =
  /oauth2|access|refresh|session|bearer|security|identity|device|login|jwt|\bid(?:[-_.]|T)|user|verif|request/i;

/** Names of what is good for one message, and of what a library gives to all its users. */
const passing = /nonce|salt|seed|signature|verifier|^default/i;
