import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { dataFolder } from './data-folder.ts';

/**
 * Has Node keep what it compiled of this program for the next start, which is a third quicker. It lies in the data
 * folder, which nobody else can write: Node's own choice, the folder for temporary files, is everybody's, and what is
 * kept there would be run. Where there is no data folder yet none is made for it.
 */
export function keepCompiled(env: Readonly<Record<string, string | undefined>>): void {
  // Node before 22.1 knows nothing of it.
  if (typeof module.enableCompileCache !== 'function') return;
  const folder = dataFolder({ env });
  if (existsSync(folder)) module.enableCompileCache(join(folder, 'compiled'));
}
