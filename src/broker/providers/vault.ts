import type { ValueStore } from '../vault/vault.ts';
import type { Provider } from './provider.ts';

/** This machine's own store: the value as it was put there. It has no end and cannot be taken back. */
export function vaultProvider(store: Pick<ValueStore, 'values'>): Provider {
  return {
    id: 'vault',
    async issue({ request }) {
      const { ref } = request.source;
      const { [ref]: value = '' } = await store.values([ref]);
      // A key pair for signatures is one value of several secrets.
      const parts = request.delivery.mode === 'sigv4' ? value.split(':').slice(1) : [];
      return { value, secrets: [value, ...parts] };
    },
  };
}
