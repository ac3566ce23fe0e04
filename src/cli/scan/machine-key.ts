import { randomBytes } from 'node:crypto';
import { dataFolder } from '../../broker/disk/data-folder.ts';
import { fingerprintKey } from '../../broker/vault/fingerprint.ts';
import type { CliIo } from '../io.ts';

/**
 * The machine's key for fingerprints. Where its folder cannot be read or written, as in many a CI job, a key of this
 * run alone does, and that is said once.
 */
export function machineKey({ env, stderr }: Pick<CliIo, 'env' | 'stderr'>): Uint8Array {
  try {
    return fingerprintKey(dataFolder({ env }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'BrokerError')) throw error;
    stderr.write(`valet-key: ${error.message}; fingerprints are of this run alone\n`);
    return randomBytes(32);
  }
}
