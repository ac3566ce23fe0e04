import { join } from 'node:path';
import { cacheFolder } from './part.ts';

/** The last release line under the Mozilla Public License whose module and its SDK the Go module proxy has together. */
export const hashiCorpVaultVersion = '1.14.2';

/** Where `node test/real/build-vault.ts` puts the program `vault`. */
export function hashiCorpVaultFolder(): string {
  return join(cacheFolder(), `hashicorp-vault-${hashiCorpVaultVersion}`);
}
