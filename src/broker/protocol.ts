import { RequestType, RequestType0 } from 'vscode-jsonrpc';

/**
 * What the editor and the terminal say to the broker, JSON-RPC over its stdio (editor) or its socket (terminals that
 * the editor opened). Values go in by `vault/put`; only `vault/values`, for a task about to run, gives any out.
 */

/** How the vault is unlocked, in the order they are tried. */
export type KeySource = 'keychain' | 'handed' | 'passphrase';

export interface StartParams {
  /** Base64 of a 32-byte key kept in VS Code's SecretStorage, for machines without a keychain. */
  readonly handedKey?: string;
  /** Where terminals of this editor reach this broker; absent for no socket. */
  readonly socketPath?: string;
}

export interface StartResult {
  readonly keySource: KeySource;
  /** Base64 of the machine's 32-byte fingerprint key: names values, decrypts nothing. */
  readonly fingerprintKey: string;
  /** A fresh handed key that the editor must keep before the vault is used; only when one was made. */
  readonly newHandedKey?: string;
}

export interface PutParams {
  /** The request's `source.ref`. */
  readonly name: string;
  readonly value: string;
  readonly kind: string;
}

/** `created`: new entry; `same`: the entry already held this value; `other`: it holds another value, nothing written. */
export type PutResult = { readonly status: 'created' | 'same' | 'other' };

export interface VaultEntry {
  readonly name: string;
  readonly kind: string;
  readonly fingerprint: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

export const startRequest = new RequestType<StartParams, StartResult, BrokerFault>('broker/start');
export const putRequest = new RequestType<PutParams, PutResult, BrokerFault>('vault/put');
export const listRequest = new RequestType0<readonly VaultEntry[], BrokerFault>('vault/list');
export const removeRequest = new RequestType<{ readonly name: string }, { readonly removed: boolean }, BrokerFault>(
  'vault/remove',
);
export const valuesRequest = new RequestType<
  { readonly names: readonly string[] },
  Readonly<Record<string, string>>,
  BrokerFault
>('vault/values');

/** The `data` of a JSON-RPC error: a stable code that the client turns into words. Never holds a value. */
export interface BrokerFault {
  readonly code:
    'vault-corrupt' | 'vault-locked' | 'key-missing' | 'disk' | 'no-key-store' | 'unknown-entry' | 'not-started';
  readonly path?: string;
}
