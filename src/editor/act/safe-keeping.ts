import type { BrokerClient } from '../../broker/client.ts';
import { BrokerError } from '../../broker/protocol.ts';
import type { PlannedValue } from '../../core/fix/planner.ts';
import type { Fault } from './fault.ts';

export type Vault = Pick<BrokerClient, 'put'>;

/** A planned value with what reads it from its text: nobody but the call to the vault holds it. */
export interface ValueToKeep {
  readonly planned: PlannedValue;
  readonly read: () => string;
}

/** Puts values into the vault and remembers which names hold what. */
export interface SafeKeeping {
  /** Names of entries that hold a value other than this one. */
  taken(fingerprint: string): readonly string[];
  /** Resolves when the value is on the disk; `taken` when another one has the name. */
  keep(value: ValueToKeep): Promise<'kept' | 'taken' | Fault>;
  /** Keeps a value that no request will read under a name of its own, and says which. */
  keepBeside(value: ValueToKeep): Promise<string | Fault>;
}

export function safeKeeping(vault: Vault): SafeKeeping {
  const holders = new Map<string, string>();
  const others = new Map<string, Set<string>>();

  const put = async (entry: string, { planned, read }: ValueToKeep): Promise<'kept' | 'taken' | Fault> => {
    const { fingerprint, kind } = planned;
    const holder = holders.get(entry);
    if (holder !== undefined) return holder === fingerprint ? 'kept' : 'taken';
    try {
      const { status } = await vault.put({ name: entry, value: read(), kind });
      if (status === 'other') return 'taken';
      holders.set(entry, fingerprint);
      return 'kept';
    } catch (error) {
      if (error instanceof BrokerError) return { code: 'vault', fault: error.fault };
      throw error;
    }
  };
  return {
    taken(fingerprint) {
      const held = [...holders].filter(([, holder]) => holder !== fingerprint).map(([entry]) => entry);
      return [...(others.get(fingerprint) ?? []), ...held];
    },
    async keep(value) {
      const { entry, fingerprint, request } = value.planned;
      const result = await put(entry, value);
      // What is to be passed over is the request, which need not have its entry's name.
      if (result === 'taken') others.set(fingerprint, (others.get(fingerprint) ?? new Set()).add(request).add(entry));
      return result;
    },
    async keepBeside(value) {
      for (let number = 1; number <= mostNames; number++) {
        const entry = `${value.planned.entry}-replaced${number === 1 ? '' : `-${number}`}`;
        const result = await put(entry, value);
        if (result === 'kept') return entry;
        if (result !== 'taken') return result;
      }
      return { code: 'no-name' };
    },
  };
}

const mostNames = 1000;
