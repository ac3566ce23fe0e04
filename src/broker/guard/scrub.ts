import { Transform } from 'node:stream';
import { encodings } from '../../core/detect/encodings.ts';

/** Takes values out of text that passes, in whatever form they are written. */
export interface Scrubber {
  readonly text: (text: string) => string;
  /** A stream of the same length: each value becomes as many asterisks. */
  readonly stream: () => Transform;
  /** The same without a stream. `pass` is given what was held back for long enough. */
  readonly passage: (pass: (late: Buffer) => void) => Passage;
}

/** Bytes on their way through, chunk by chunk. */
export interface Passage {
  /** What may be passed on now. The chunk is its own afterwards. */
  take(chunk: Buffer): Buffer;
  /** What is left. */
  end(): Buffer;
  /** Nothing more comes, nor goes. */
  close(): void;
}

/** `found` is called when something was taken out. */
export function createScrubber(values: readonly string[], found: () => void): Scrubber {
  const looked = sought(values);
  return {
    text(text) {
      if (text.length < looked.shortest) return text;
      let clean = text;
      for (const form of looked.forms) if (clean.includes(form)) clean = clean.replaceAll(form, stars(form.length));
      if (clean !== text) found();
      return clean;
    },
    stream: () => streamOf((pass) => passageOf(looked, { found, pass })),
    passage: (pass) => passageOf(looked, { found, pass }),
  };
}

interface Sought {
  readonly values: readonly string[];
  readonly forms: readonly string[];
  readonly needles: readonly Buffer[];
  /** Characters of the shortest form, and bytes of the longest. */
  readonly shortest: number;
  readonly longest: number;
  /** By a byte's value, the needles that begin with it. */
  readonly beginning: ReadonlyMap<number, readonly Buffer[]>;
}

/** Each call of a run looks for the same values: their forms are made once. */
let latest: Sought | undefined;

function sought(values: readonly string[]): Sought {
  const isSame =
    latest?.values.length === values.length && latest.values.every((value, index) => value === values[index]);
  if (latest && isSame) return latest;
  const forms = [...new Set(values.flatMap(formsOf))].toSorted((one, other) => other.length - one.length);
  const needles = forms.map((form) => Buffer.from(form, 'utf8'));
  latest = {
    values: [...values],
    forms,
    needles,
    shortest: Math.min(...forms.map((form) => form.length)),
    longest: Math.max(0, ...needles.map((needle) => needle.length)),
    beginning: byFirstByte(needles),
  };
  return latest;
}

function byFirstByte(needles: readonly Buffer[]): ReadonlyMap<number, readonly Buffer[]> {
  const all = new Map<number, Buffer[]>();
  for (const needle of needles) {
    const [first = 0] = needle;
    const same = all.get(first);
    if (same) same.push(needle);
    else all.set(first, [needle]);
  }
  return all;
}

/** Shorter values stand in too much text by chance to be taken out of it. */
const shortestValue = 6;
/** Fewer bytes are the beginning of a value by chance all the time. */
const mostByChance = 8;
/** Milliseconds: a message that ends so must not wait for the next one, which may be the answer to it. */
const patience = 50;

function formsOf(value: string): readonly string[] {
  if (value.length < shortestValue) return [];
  const inHtml = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [...encodings(value), inHtml, inHtml.replaceAll('"', '&quot;')];
}

/**
 * Holds back what could be the beginning of a value until it is known how it goes on. A few bytes are passed on after a
 * while all the same; should a value go on from there, the rest of it is taken out.
 */
function passageOf(looked: Sought, { found, pass }: { found: () => void; pass: (late: Buffer) => void }): Passage {
  const most = Math.max(0, looked.longest - 1);
  let passed = nothing;
  let held = nothing;
  let timer: NodeJS.Timeout | undefined;
  const remember = (bytes: Buffer): void => {
    passed = bytes.subarray(Math.max(0, bytes.length - most));
  };
  const passLate = (): void => {
    const late = held;
    remember(Buffer.concat([passed, held]));
    held = nothing;
    pass(late);
  };
  return {
    take(chunk) {
      clearTimeout(timer);
      const from = passed.length;
      // Most answers are one chunk, and are looked at where they stand.
      const bytes = from + held.length === 0 ? chunk : Buffer.concat([passed, held, chunk]);
      if (replaceIn(bytes, looked.needles, from)) found();
      const keep = Math.min(longestBeginning(bytes, looked), bytes.length - from);
      const end = bytes.length - keep;
      remember(bytes.subarray(0, end));
      held = bytes.subarray(end);
      if (keep > 0 && keep <= mostByChance) timer = setTimeout(passLate, patience);
      return bytes.subarray(from, end);
    },
    end() {
      clearTimeout(timer);
      return held;
    },
    close: () => clearTimeout(timer),
  };
}

function streamOf(begin: (pass: (late: Buffer) => void) => Passage): Transform {
  const passage = begin((late) => stream.push(late));
  const stream = new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, passage.take(chunk)),
    flush: (done) => done(null, passage.end()),
    destroy(error, done) {
      passage.close();
      done(error);
    },
  });
  return stream;
}

const nothing: Buffer = Buffer.alloc(0);

/** What stands before `from` has gone already. */
function replaceIn(bytes: Buffer, needles: readonly Buffer[], from: number): boolean {
  let any = false;
  for (const needle of needles) {
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + needle.length)) {
      bytes.fill('*', Math.max(at, from), at + needle.length);
      any = true;
    }
  }
  return any;
}

/** How many bytes at the end are the beginning of a needle. */
function longestBeginning(bytes: Buffer, { longest, beginning }: Sought): number {
  for (let at = Math.max(0, bytes.length - longest + 1); at < bytes.length; at++) {
    const length = bytes.length - at;
    for (const needle of beginning.get(bytes[at] ?? 0) ?? []) {
      if (length < needle.length && bytes.compare(needle, 0, length, at) === 0) return length;
    }
  }
  return 0;
}

function stars(length: number): string {
  return '*'.repeat(length);
}
