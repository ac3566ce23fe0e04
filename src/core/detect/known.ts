import { startsAt, isWordCode } from './boundary.ts';
import { encodings } from './encodings.ts';
import type { Candidate, KnownValues } from './probe.ts';
import { knownKind } from './settle.ts';
import { isTelling } from './telling.ts';

/** A secret that is known by a name: a variable of an environment file or of the environment, an entry of the vault. */
export interface KnownEntry {
  readonly name: string;
  /** `environment`, `vault`, or the path of the file as `TextInfo.path` gives it. */
  readonly source: string;
  readonly value: string;
}

export interface KnownOptions {
  /** A number of chance, of 32 bits, under which the index hashes: without it the hashes tell nothing. */
  readonly key: number;
  readonly fingerprint: (value: string) => string;
}

/**
 * The index of known secrets. It is handed values and keeps only keyed hashes and lengths of them: one rolling hash
 * over eight characters finds where one may stand, a hash of the whole and its fingerprint tell whether it does.
 * Values that are short, common or no secrets (`localhost`, `production`, a port) are left out.
 */
export function createKnownValues(entries: Iterable<KnownEntry>, { key, fingerprint }: KnownOptions): KnownValues {
  const hash = createHash(key);
  const marks = new Map<number, Mark[]>();
  const fence = new Uint8Array(fenceSize);
  let [size, longest] = [0, 0];
  for (const { name, source, value } of entries) {
    if (!isTelling(name, value, source)) continue;
    size++;
    const named = { name, source, fingerprint: fingerprint(value) };
    for (const text of encodings(value)) {
      longest = Math.max(longest, text.length);
      const mark = markOf(text, hash, { named, proof: fingerprint(text) });
      const window = hash(text, mark.offset, mark.offset + windowSize);
      marks.set(window, [...(marks.get(window) ?? []), mark]);
      fence[window >>> fenceShift] = 1;
    }
  }

  return {
    size,
    longest,
    find({ text, info }) {
      const candidates: Candidate[] = [];
      roll(text, { key, fence }, (window, start) => {
        for (const mark of marks.get(window) ?? []) {
          const from = start - mark.offset;
          if (!stands(text, from, mark, hash) || mark.named.source === info.path) continue;
          if (fingerprint(text.slice(from, from + mark.length)) !== mark.proof) continue;
          candidates.push(candidateOf(mark, from));
          break;
        }
      });
      return candidates;
    },
  };
}

/** Where in a text a form of a known value is looked for, and how it is recognised. */
interface Mark {
  /** Where in the form the window lies that is looked for. */
  readonly offset: number;
  readonly length: number;
  readonly head: number;
  readonly tail: number;
  readonly whole: number;
  /** The fingerprint of the form itself. */
  readonly proof: string;
  readonly named: { readonly name: string; readonly source: string; readonly fingerprint: string };
}

/** The characters that the rolling hash covers; no shorter value is looked for. */
const windowSize = 8;
const fenceSize = 0x1_0000;
const fenceShift = 16;

type Hash = (text: string, start: number, end: number) => number;

/** A polynomial over the characters whose base is the key. */
function createHash(key: number): Hash {
  const base = baseOf(key);
  return (text, start, end) => {
    let sum = 0;
    for (let at = start; at < end; at++) sum = (Math.imul(sum, base) + text.charCodeAt(at)) | 0;
    return mixed(sum);
  };
}

/** Odd, so that no character's part is ever shifted out. */
function baseOf(key: number): number {
  return (key << 3) | 5;
}

/** Spreads a sum over all its bits; the highest choose the place in the fence. */
function mixed(sum: number): number {
  return Math.imul(sum ^ (sum >>> 15), 0x9e37_79b1) >>> 0;
}

function roll(
  text: string,
  { key, fence }: { key: number; fence: Uint8Array },
  report: (window: number, start: number) => void,
): void {
  const base = baseOf(key);
  let leaving = 1;
  for (let count = 0; count < windowSize; count++) leaving = Math.imul(leaving, base);
  let sum = 0;
  for (let at = 0; at < text.length; at++) {
    sum = (Math.imul(sum, base) + text.charCodeAt(at)) | 0;
    if (at >= windowSize) sum = (sum - Math.imul(leaving, text.charCodeAt(at - windowSize))) | 0;
    if (at < windowSize - 1) continue;
    const window = mixed(sum);
    if (fence[window >>> fenceShift] === 1) report(window, at + 1 - windowSize);
  }
}

function markOf(text: string, hash: Hash, { named, proof }: Pick<Mark, 'named' | 'proof'>): Mark {
  return {
    offset: variedOffset(text),
    length: text.length,
    head: hash(text, 0, windowSize),
    tail: hash(text, text.length - windowSize, text.length),
    whole: hash(text, 0, text.length),
    proof,
    named,
  };
}

/** The window with the most different characters: `postgres://` and `aaaaaaaa` stand in many texts, `x7Q!z0Lp` does not. */
function variedOffset(text: string): number {
  let [best, most] = [0, 0];
  for (let offset = 0; offset + windowSize <= text.length; offset++) {
    const window = text.slice(offset, offset + windowSize);
    const variety = new Set(window).size + (/\d/.test(window) ? 2 : 0) + (/[A-Z]/.test(window) ? 1 : 0);
    if (variety > most) [best, most] = [offset, variety];
  }
  return best;
}

/** Compares the ends first: a text that repeats the window must not make every comparison a long one. */
function stands(text: string, from: number, mark: Mark, hash: Hash): boolean {
  const end = from + mark.length;
  return (
    from >= 0 &&
    end <= text.length &&
    hash(text, from, from + windowSize) === mark.head &&
    hash(text, end - windowSize, end) === mark.tail &&
    hash(text, from, end) === mark.whole &&
    (mark.length >= looseLength || isWhole(text, from, end))
  );
}

/** A short value counts only where it is not part of a longer word. */
function isWhole(text: string, start: number, end: number): boolean {
  const begins = !isWordCode(text.charCodeAt(start)) || startsAt(text, start);
  return begins && !(isWordCode(text.charCodeAt(end - 1)) && isWordCode(text.charCodeAt(end)));
}

const looseLength = 16;

function candidateOf({ length, named }: Mark, start: number): Candidate {
  return {
    start,
    end: start + length,
    kind: knownKind,
    confidence: 'high',
    evidence: { type: 'known', name: named.name, source: named.source },
    fingerprint: named.fingerprint,
    visible: 0,
    rank: 4,
  };
}
