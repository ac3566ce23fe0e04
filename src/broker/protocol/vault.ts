import { RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { KeySource, BrokerFault } from './faults.ts';

/**
 * As everything in this room: what the editor says to the broker over its stdio, and terminals of the editor over its
 * socket, in JSON-RPC.
 */
export interface StartParams {
  /** Base64 of a 32-byte key kept in VS Code's SecretStorage, for machines without a keychain. */
  readonly handedKey?: string;
  /** Where terminals of this editor reach this broker; absent for no socket. */
  readonly socketPath?: string;
}

export interface StartResult {
  readonly keySource: KeySource;
  /**
   * A fresh handed key, only when one was made. The vault stays shut until the editor has kept it and started the
   * broker once more with it, so that no value is ever sealed under a key that nobody has.
   */
  readonly newHandedKey?: string;
}

export interface PutParams {
  /** The request's `source.ref`. */
  readonly name: string;
  readonly value: string;
  readonly kind: string;
  /** Takes the place of another value under this name, as after a rotation. */
  readonly replace?: boolean;
}

/**
 * `created`: new entry; `same`: the entry already held this value; `replaced`: as asked for; `other`: it holds another
 * value, nothing written.
 */
export type PutResult = { readonly status: 'created' | 'same' | 'replaced' | 'other' };

/** The names that hold other values already. Where there is one, none of the values was put. */
export interface PutAllResult {
  readonly taken: readonly string[];
}

export interface VaultEntry {
  readonly name: string;
  readonly kind: string;
  readonly fingerprint: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** The broker asks its editor, which asks a person: `null` where they give none. `isWrong`: the one before was not it. */
export const passphraseRequest = new RequestType<{ readonly isWrong: boolean }, string | null, BrokerFault>(
  'vault/passphrase',
);

/** Base64 of the machine's 32-byte fingerprint key: names values, decrypts nothing. Needs no start and no vault. */
export const fingerprintKeyRequest = new RequestType0<{ readonly key: string }, BrokerFault>('broker/fingerprintKey');

/** Opens the socket for the editor's terminals without the vault: approvals are asked for there all the same. */
export const listenRequest = new RequestType<{ readonly socketPath: string }, boolean, BrokerFault>('broker/listen');

export const startRequest = new RequestType<StartParams, StartResult, BrokerFault>('broker/start');

export const putRequest = new RequestType<PutParams, PutResult, BrokerFault>('vault/put');

/** All or nothing, with one write to the disk. */
export const putAllRequest = new RequestType<{ readonly values: readonly PutParams[] }, PutAllResult, BrokerFault>(
  'vault/putAll',
);

export const listRequest = new RequestType0<readonly VaultEntry[], BrokerFault>('vault/list');

export const removeRequest = new RequestType<{ readonly name: string }, { readonly removed: boolean }, BrokerFault>(
  'vault/remove',
);

/** The only one that gives values out: for a task that is about to run. */
export const valuesRequest = new RequestType<
  { readonly names: readonly string[] },
  Readonly<Record<string, string>>,
  BrokerFault
>('vault/values');
