import type { Request } from './manifest.ts';

/**
 * The vault's entry that a request cannot do without: its value, or the key that opens its provider. `undefined` where
 * its provider keeps everything itself.
 */
export function vaultEntryOf({ provider, ref }: Request['source']): string | undefined {
  if (provider === 'vault') return ref;
  if (provider === 'github-app') return `github-app-${ref.split('/', 1)[0] ?? ''}`;
  return undefined;
}
