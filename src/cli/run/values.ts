import type { ValueStore } from '../../broker/vault.ts';
import { CommandFault } from '../fault.ts';
import type { ManifestFile } from '../manifest-file.ts';

/** The values of requests by the requests' names: all of them, or a fault that says what is missing and what helps. */
export async function valuesFor(
  names: readonly string[],
  { manifest, path }: ManifestFile,
  open: () => Promise<ValueStore & Disposable>,
): Promise<Readonly<Record<string, string>>> {
  if (names.length === 0) return {};
  const sources = names.map((name) => {
    const request = Object.hasOwn(manifest.requests, name) ? manifest.requests[name] : undefined;
    if (!request) throw new CommandFault(`valet-key://${name} leads nowhere: ${path} has no request "${name}"`);
    if (request.source.provider === 'vault') return { name, ref: request.source.ref };
    throw new CommandFault(`the request "${name}" wants the provider "${request.source.provider}", which is not known`);
  });
  using store = await open();
  const kept = new Set((await store.list()).map((entry) => entry.name));
  const missing = sources.filter(({ ref }) => !kept.has(ref));
  if (missing.length > 0) throw new CommandFault(missing.map(missingValue).join('\n'));
  const values = await store.values([...new Set(sources.map(({ ref }) => ref))]);
  return Object.fromEntries(sources.map(({ name, ref }) => [name, values[ref] ?? '']));
}

function missingValue({ name, ref }: { readonly name: string; readonly ref: string }): string {
  return `the vault has no value for the request "${name}"; put it there with: valet-key vault put ${ref}`;
}
