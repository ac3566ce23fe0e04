import { dataFolder } from '../../broker/disk/data-folder.ts';
import { BrokerError } from '../../broker/protocol.ts';
import { readVault } from '../../broker/vault/vault.ts';

/** The names that stand open in the vault's file, so that no key is needed; `undefined` where it cannot be read. */
export function keptNames(env: NodeJS.ProcessEnv): ReadonlySet<string> | undefined {
  try {
    return new Set(Object.keys(readVault(dataFolder({ env }))?.entries ?? {}));
  } catch (error) {
    if (error instanceof BrokerError) return undefined;
    throw error;
  }
}
