import type { CliIo } from '../io.ts';
import { passphraseIn } from '../value-store.ts';

/** For jobs without a terminal. An export has a passphrase of its own: the vault's does not leave the machine. */
export function exportPassphraseFile({ env }: CliIo): string | undefined {
  return passphraseIn('VALET_KEY_EXPORT_PASSPHRASE_FILE', env);
}
