import { providerFor, providerNames } from '../../broker/providers/providers.ts';
import { ProviderError } from '../../broker/providers/provider.ts';
import type { ValueStore } from '../../broker/vault/vault.ts';
import type { Request } from '../../core/requests/manifest.ts';
import { vaultEntryOf } from '../../core/requests/vault-entry.ts';
import { CommandFault } from '../fault.ts';
import type { ManifestFile } from '../manifest-file.ts';

export interface Sources {
  readonly store: Pick<ValueStore, 'list'>;
  readonly env: NodeJS.ProcessEnv;
}

/** Refuses a run that could not be had: says which request is missing, which value or setting, and what helps. */
export async function checkSources(
  names: readonly string[],
  { manifest, path }: ManifestFile,
  { store, env }: Sources,
): Promise<void> {
  const requests = names.map((name) => {
    const request = Object.hasOwn(manifest.requests, name) ? manifest.requests[name] : undefined;
    if (!request) throw new CommandFault(`valet-key://${name} leads nowhere: ${path} has no request "${name}"`);
    return [name, request] as const;
  });
  const kept = new Set((await store.list()).map((entry) => entry.name));
  const amiss = requests.flatMap(([name, request]) => whatIsAmiss(name, request, { kept, env }) ?? []);
  if (amiss.length > 0) throw new CommandFault(amiss.join('\n'));
}

function whatIsAmiss(
  name: string,
  request: Request,
  { kept, env }: { readonly kept: ReadonlySet<string>; readonly env: NodeJS.ProcessEnv },
): string | undefined {
  const { source } = request;
  const provider = providerFor(source.provider);
  if (!provider) {
    const known = providerNames().join(', ');
    return `the request "${name}" wants the provider "${source.provider}", which is not known; there are ${known}`;
  }
  try {
    provider.check({ request, env });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return `the request "${name}" cannot be served here: ${error.message}`;
  }
  const entry = vaultEntryOf(source);
  if (entry === undefined || kept.has(entry)) return undefined;
  const what = source.provider === 'vault' ? 'value' : `key that opens ${source.provider}`;
  return `the vault has no ${what} for the request "${name}"; put it there with: valet-key vault put ${entry}`;
}
