import { readFileSync } from 'node:fs';
import type { CliIo } from './io.ts';

/** Both the sources and the bundles stand one folder below the package. */
export function versionOf({ program }: Pick<CliIo, 'program'>): string {
  const read: unknown = JSON.parse(readFileSync(new URL('../package.json', program), 'utf8'));
  const isPackage = typeof read === 'object' && read !== null && 'version' in read;
  return isPackage && typeof read.version === 'string' ? read.version : 'unknown';
}
