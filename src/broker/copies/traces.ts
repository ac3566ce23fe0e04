/** Tells where values stand among bytes. It holds them; nothing that it answers does. */
export interface Traces {
  /** How often each value stands there, by its name; those that do not are left out. */
  count(bytes: Buffer): ReadonlyMap<string, number>;
  /** The bytes with an asterisk for each one of a value, or `undefined` where there is none: nothing else moves. */
  mask(bytes: Buffer): Buffer | undefined;
  /** The length of the longest form looked for, in bytes: what may lie across the border of two pieces. */
  readonly longest: number;
}

/** A value is looked for as it is, and as JSON and a URL spell it: transcripts are JSON, histories hold commands. */
export function createTraces(values: Readonly<Record<string, string>>): Traces {
  const forms = Object.entries(values).flatMap(([name, value]) => formsOf(value).map((bytes) => ({ name, bytes })));
  const placesIn = forms.length > few ? manyForms(forms) : fewForms(forms);
  return {
    count(bytes) {
      const counts = new Map<string, number>();
      for (const { name } of placesIn(bytes)) counts.set(name, (counts.get(name) ?? 0) + 1);
      return counts;
    },
    mask(bytes) {
      let masked: Buffer | undefined;
      for (const { start, end } of placesIn(bytes)) {
        masked ??= Buffer.from(bytes);
        masked.fill('*', start, end);
      }
      return masked;
    },
    longest: Math.max(0, ...forms.map(({ bytes }) => bytes.length)),
  };
}

/** A short value stands in any file by chance: it is not looked for. */
const shortest = 8;

export function isTraceable(value: string): boolean {
  return Buffer.byteLength(value) >= shortest;
}

function formsOf(value: string): readonly Buffer[] {
  if (!isTraceable(value)) return [];
  const escaped = JSON.stringify(value).slice(1, -1);
  return [...new Set([value, escaped, encodeURIComponent(value)])].map((form) => Buffer.from(form));
}

interface Form {
  readonly name: string;
  readonly bytes: Buffer;
}

interface Spot {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Up to this many, one native search each is faster than one walk for all. */
const few = 12;

function fewForms(forms: readonly Form[]) {
  return function* (bytes: Buffer): Generator<Spot> {
    for (const { name, bytes: form } of forms) {
      for (let at = bytes.indexOf(form); at >= 0; at = bytes.indexOf(form, at + form.length)) {
        yield { name, start: at, end: at + form.length };
      }
    }
  };
}

/** One walk for any number of them: only where three bytes begin a form are forms compared. */
function manyForms(forms: readonly Form[]) {
  const buckets = new Map<number, Form[]>();
  const begins = new Uint8Array(0x10000);
  for (const form of forms) {
    const key = beginOf(form.bytes, 0);
    buckets.set(key, [...(buckets.get(key) ?? []), form]);
    begins[key & 0xffff] = 1;
  }
  return function* (bytes: Buffer): Generator<Spot> {
    const ends = new Map<Form, number>();
    for (let at = 0; at + shortest <= bytes.length; at++) {
      if (begins[(bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)] === 0) continue;
      for (const form of buckets.get(beginOf(bytes, at)) ?? []) {
        const end = at + form.bytes.length;
        if (
          at < (ends.get(form) ?? 0) ||
          bytes.compare(form.bytes, 0, form.bytes.length, at, Math.min(end, bytes.length)) !== 0
        )
          continue;
        ends.set(form, end);
        yield { name: form.name, start: at, end };
      }
    }
  };
}

function beginOf(bytes: Buffer, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
}
