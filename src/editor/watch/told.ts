/** Where it is kept from one session to the next: fingerprints only, which reveal nothing. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: readonly string[]): PromiseLike<void>;
}

/** Which values somebody was told of already. */
export interface Told {
  /** Whether one of them is new; from now on none is. */
  note(fingerprints: readonly string[]): boolean;
}

export function createTold(memory: Memory): Told {
  const kept = memory.get(key);
  const told = new Set<unknown>(Array.isArray(kept) ? kept : []);
  return {
    note(fingerprints) {
      const fresh = fingerprints.filter((fingerprint) => !told.has(fingerprint));
      if (fresh.length === 0) return false;
      for (const fingerprint of fresh) told.add(fingerprint);
      const texts = [...told].filter((one) => typeof one === 'string');
      void memory.update(key, texts.slice(-mostKept));
      return true;
    },
  };
}

const key = 'valetKey.told';
const mostKept = 2000;
