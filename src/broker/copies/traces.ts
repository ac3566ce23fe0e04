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
  const forms = Object.entries(values).flatMap(([name, value]) => formsOf(value).map((form) => ({ name, form })));
  return {
    count(bytes) {
      const counts = new Map<string, number>();
      for (const { name, form } of forms) {
        const found = offsetsOf(bytes, form).length;
        if (found > 0) counts.set(name, (counts.get(name) ?? 0) + found);
      }
      return counts;
    },
    mask(bytes) {
      let masked: Buffer | undefined;
      for (const { form } of forms) {
        for (const at of offsetsOf(bytes, form)) {
          masked ??= Buffer.from(bytes);
          masked.fill('*', at, at + form.length);
        }
      }
      return masked;
    },
    longest: Math.max(0, ...forms.map(({ form }) => form.length)),
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

function offsetsOf(bytes: Buffer, form: Buffer): readonly number[] {
  const offsets: number[] = [];
  for (let at = bytes.indexOf(form); at >= 0; at = bytes.indexOf(form, at + form.length)) offsets.push(at);
  return offsets;
}
