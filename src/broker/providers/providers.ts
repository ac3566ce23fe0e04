import type { ValueStore } from '../vault.ts';
import type { Provider } from './provider.ts';
import { vaultProvider } from './vault.ts';

export interface ProviderSurroundings {
  readonly store: Pick<ValueStore, 'values'>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Every provider there is, by the name that `source.provider` uses. */
export function providerFor(name: string, surroundings: ProviderSurroundings): Provider | undefined {
  return Object.hasOwn(providers, name) ? providers[name]?.(surroundings) : undefined;
}

export function providerNames(): readonly string[] {
  return Object.keys(providers);
}

const providers: Readonly<Record<string, (surroundings: ProviderSurroundings) => Provider>> = {
  vault: ({ store }) => vaultProvider(store),
};
