import { awsSts } from './aws-sts.ts';
import { command } from './command.ts';
import { gitHubApp } from './github-app.ts';
import { onePassword } from './one-password.ts';
import { hashiCorpVault, openBao } from './openbao.ts';
import type { Provider } from './provider.ts';
import { tokenExchange } from './token-exchange.ts';
import { vault } from './vault.ts';

/** Every provider there is. */
const providers: readonly Provider[] = [
  vault,
  openBao,
  hashiCorpVault,
  tokenExchange,
  awsSts,
  onePassword,
  gitHubApp,
  command,
];

/** By the name that `source.provider` uses. */
export function providerFor(name: string): Provider | undefined {
  return providers.find(({ id }) => id === name);
}

export function providerNames(): readonly string[] {
  return providers.map(({ id }) => id);
}

/** Variables that open a provider and are this program's own: whatever it starts has no use for them. */
export function ownVariables(): readonly string[] {
  return providers.flatMap(({ opensWith }) => opensWith.filter((name) => name.startsWith('VALET_KEY_')));
}
