import { BrokerError } from '../protocol/faults.ts';
import type { ValueStore } from '../vault/vault.ts';
import { ProviderError } from './provider.ts';
import type { Provider } from './provider.ts';

/** This machine's own store: the value as it was put there. It has no end and cannot be taken back. */
export const vault: Provider = {
  id: 'vault',
  opensWith: [],
  // Whether the value is there is asked of the vault itself.
  check: () => undefined,
  async issue({ request, store }) {
    const value = await valueFrom(store, request.source.ref);
    // A key pair for signatures is one value of several secrets.
    const parts = request.delivery.mode === 'sigv4' ? value.split(':').slice(1) : [];
    return { value, secrets: [value, ...parts] };
  },
};

/** A value of the vault, or a fault that says how it gets there. */
export async function valueFrom(store: Pick<ValueStore, 'values'>, name: string): Promise<string> {
  try {
    const { [name]: value } = await store.values([name]);
    if (value !== undefined) return value;
  } catch (error) {
    if (!(error instanceof BrokerError) || error.fault.code !== 'unknown-entry') throw error;
  }
  throw new ProviderError(`the vault has no value "${name}"; put it there with: valet-key vault put ${name}`);
}
