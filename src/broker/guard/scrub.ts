import { Transform } from 'node:stream';
import { encodings } from '../../core/detect/encodings.ts';

/** Takes values out of text that passes, in whatever form they are written. */
export interface Scrubber {
  readonly text: (text: string) => string;
  /** A stream of the same length: each value becomes as many asterisks. */
  readonly stream: () => Transform;
}

/** `found` is called when something was taken out. */
export function createScrubber(values: readonly string[], found: () => void): Scrubber {
  const forms = [...new Set(values.flatMap(formsOf))].toSorted((one, other) => other.length - one.length);
  const needles = forms.map((form) => Buffer.from(form, 'utf8'));
  return {
    text(text) {
      let clean = text;
      for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, stars(form.length));
      if (clean !== text) found();
      return clean;
    },
    stream: () => scrubbing(needles, found),
  };
}

/** Shorter values stand in too much text by chance to be taken out of it. */
const shortestValue = 6;

function formsOf(value: string): readonly string[] {
  if (value.length < shortestValue) return [];
  const hex = Buffer.from(value, 'utf8').toString('hex');
  const inHtml = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [...encodings(value), hex, hex.toUpperCase(), inHtml, inHtml.replaceAll('"', '&quot;')];
}

/** Holds back as much as could be the beginning of a value, until it is known how it goes on. */
function scrubbing(needles: readonly Buffer[], found: () => void): Transform {
  let held: Buffer = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const bytes = Buffer.concat([held, chunk]);
      if (replaceIn(bytes, needles)) found();
      const keep = longestBeginning(bytes, needles);
      held = Buffer.from(bytes.subarray(bytes.length - keep));
      done(null, keep === 0 ? bytes : bytes.subarray(0, bytes.length - keep));
    },
    flush(done) {
      done(null, held);
    },
  });
}

function replaceIn(bytes: Buffer, needles: readonly Buffer[]): boolean {
  let any = false;
  for (const needle of needles) {
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + needle.length)) {
      bytes.fill('*', at, at + needle.length);
      any = true;
    }
  }
  return any;
}

/** How many bytes at the end are the beginning of a needle. */
function longestBeginning(bytes: Buffer, needles: readonly Buffer[]): number {
  let longest = 0;
  for (const needle of needles) {
    const most = Math.min(needle.length - 1, bytes.length);
    for (let length = most; length > longest; length--) {
      if (bytes.subarray(bytes.length - length).equals(needle.subarray(0, length))) longest = length;
    }
  }
  return longest;
}

function stars(length: number): string {
  return '*'.repeat(length);
}
