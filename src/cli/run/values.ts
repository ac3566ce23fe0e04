import { providerNames } from '../../broker/providers/providers.ts';
import type { ValueStore } from '../../broker/vault/vault.ts';
import { CommandFault } from '../fault.ts';
import type { ManifestFile } from '../manifest-file.ts';

/** Refuses a run that could not be had: says which request is missing, which value, and what helps. */
export async function checkSources(
  names: readonly string[],
  { manifest, path }: ManifestFile,
  store: Pick<ValueStore, 'list'>,
): Promise<void> {
  const sources = names.map((name) => {
    const request = Object.hasOwn(manifest.requests, name) ? manifest.requests[name] : undefined;
    if (!request) throw new CommandFault(`valet-key://${name} leads nowhere: ${path} has no request "${name}"`);
    const { provider, ref } = request.source;
    if (providerNames().includes(provider)) return { name, provider, ref };
    const known = providerNames().join(', ');
    throw new CommandFault(
      `the request "${name}" wants the provider "${provider}", which is not known; there are ${known}`,
    );
  });
  const kept = new Set((await store.list()).map((entry) => entry.name));
  const missing = sources.filter(({ provider, ref }) => provider === 'vault' && !kept.has(ref));
  if (missing.length > 0) throw new CommandFault(missing.map(missingValue).join('\n'));
}

function missingValue({ name, ref }: { readonly name: string; readonly ref: string }): string {
  return `the vault has no value for the request "${name}"; put it there with: valet-key vault put ${ref}`;
}
