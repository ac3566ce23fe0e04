import { BrokerError } from '../protocol/faults.ts';
import { readVault } from './vault.ts';

/** The names that stand open in the vault's file, so that no key is needed; `undefined` where it cannot be read. */
export function keptNames(folder: string): readonly string[] | undefined {
  try {
    return Object.keys(readVault(folder)?.entries ?? {});
  } catch (error) {
    if (error instanceof BrokerError) return undefined;
    throw error;
  }
}
