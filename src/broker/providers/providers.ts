import type { ValueStore } from '../vault/vault.ts';
import { awsStsProvider } from './aws-sts.ts';
import { gitHubAppProvider } from './github-app.ts';
import { onePasswordProvider } from './one-password.ts';
import { openBaoProvider } from './openbao.ts';
import type { Provider } from './provider.ts';
import { tokenExchangeProvider } from './token-exchange.ts';
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
  openbao: ({ env }) => openBaoProvider(env, 'openbao'),
  'hashicorp-vault': ({ env }) => openBaoProvider(env, 'hashicorp-vault'),
  'token-exchange': ({ env }) => tokenExchangeProvider(env),
  'aws-sts': ({ env }) => awsStsProvider(env),
  '1password': ({ env }) => onePasswordProvider(env),
  'github-app': ({ store, env }) => gitHubAppProvider(store, env),
};
