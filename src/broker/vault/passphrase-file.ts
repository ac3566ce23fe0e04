import { readFileSync } from 'node:fs';

/** Names a file whose first line is the passphrase of the vault, for machines where nobody can be asked. */
export const passphraseVariable = 'VALET_KEY_PASSPHRASE_FILE';

/** The first line of a file; `undefined` where that is empty. Throws what the system says where it cannot be read. */
export function readPassphrase(path: string): string | undefined {
  const [passphrase] = readFileSync(path, 'utf8').split(/\r?\n/, 1);
  return passphrase || undefined;
}
