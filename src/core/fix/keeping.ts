import type { Names, PlannedValue } from './planner.ts';

/** The vault as a fix needs it: what it holds, by fingerprint, and the one way in. */
export interface Vault {
  list(): Promise<readonly { readonly name: string; readonly fingerprint: string }[]>;
  /** Puts all of them durably, or none where a name holds another value by now. */
  putAll(values: readonly KeptValue[]): Promise<{ readonly taken: readonly string[] }>;
}

export interface KeptValue {
  readonly name: string;
  readonly value: string;
  readonly kind: string;
}

/** A planned value with what reads it from its text: nobody but the call to the vault holds it. */
export interface ValueToKeep {
  readonly planned: PlannedValue;
  readonly read: () => string;
}

/** Names the values of a fix by what the vault holds, and puts all of them into it at once. */
export interface Keeping {
  /** Asks the vault what it holds. The plan that is made next goes by that; what an earlier plan named is forgotten. */
  look(): Promise<void>;
  readonly names: Names;
  /**
   * Resolves when every value is on the disk, with the entries of those whose place a request took that holds another
   * value; `again` where another process took a name since `look`: then nothing was put.
   */
  keep(values: readonly ValueToKeep[]): Promise<readonly string[] | 'again'>;
}

export function keepingIn(vault: Vault): Keeping {
  let held: ReadonlyMap<string, string> = new Map();
  const named = new Map<string, string>();
  return {
    async look() {
      const entries = await vault.list();
      held = new Map(entries.map(({ name, fingerprint }) => [name, fingerprint]));
      named.clear();
    },
    names: {
      isTaken: (entry, fingerprint) => (held.get(entry) ?? named.get(entry) ?? fingerprint) !== fingerprint,
      name: (entry, fingerprint) => void named.set(entry, fingerprint),
    },
    async keep(values) {
      const batch = batchOf(values, held);
      const { taken } = batch.values.length === 0 ? { taken: [] } : await vault.putAll(batch.values);
      return taken.length === 0 ? batch.beside : 'again';
    },
  };
}

interface Batch {
  readonly values: readonly KeptValue[];
  readonly beside: readonly string[];
}

/** Each value once, under its request's entry, or beside it where that holds another value: a value is never lost. */
function batchOf(values: readonly ValueToKeep[], held: ReadonlyMap<string, string>): Batch {
  const holders = new Map(held);
  const batch = new Map<string, KeptValue>();
  const beside: string[] = [];
  for (const { planned, read } of values) {
    const { entry, valueFingerprint: own, kind } = planned;
    const isOwn = (name: string): boolean => (holders.get(name) ?? own) === own;
    const name = isOwn(entry) ? entry : firstOf(besides(entry), isOwn);
    if (name !== entry && !beside.includes(name)) beside.push(name);
    holders.set(name, own);
    if (!batch.has(name)) batch.set(name, { name, value: read(), kind });
  }
  return { values: [...batch.values()], beside };
}

function* besides(entry: string): Generator<string, never> {
  yield `${entry}-replaced`;
  for (let number = 2; ; number++) yield `${entry}-replaced-${number}`;
}

function firstOf(names: Generator<string, never>, isFit: (name: string) => boolean): string {
  let { value } = names.next();
  while (!isFit(value)) ({ value } = names.next());
  return value;
}
