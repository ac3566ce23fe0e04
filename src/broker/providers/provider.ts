import type { Request } from '../../core/requests/manifest.ts';
import type { ValueStore } from '../vault/vault.ts';

/**
 * Where credentials come from. A provider is one file with one of these; `providers.ts` lists them. It is asked when
 * a call needs its credential; how that is ended, it says as data. It holds nothing itself.
 */
export interface Provider {
  /** As `source.provider` names it. */
  readonly id: string;
  /**
   * Variables of this machine's environment that open it: no task that uses it inherits them, and no task at all those
   * that begin with `VALET_KEY_`.
   */
  readonly opensWith: readonly string[];
  /**
   * Throws `ProviderError` where a request could never be served here: a `ref` that is none, a setting that is not
   * there. Called before a run, it asks nobody.
   */
  check(checked: Checked): void;
  /** For values of several parts that a task sees: the variables that SDKs read those from. */
  parts?(value: string): Readonly<Record<string, string>>;
  /** Throws `ProviderError`. Values must stand in no message. */
  issue(asked: Asked): Promise<Issued>;
}

export interface Checked {
  readonly request: Request;
  /** The environment of `valet-key`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Asked extends Checked {
  /** The vault, for a provider whose own key is kept there. */
  readonly store: Pick<ValueStore, 'values'>;
  /** Names the grant at the provider, for its own audit log. */
  readonly grant: string;
  /** The longest that the credential may live, in seconds. */
  readonly ttl: number;
  readonly signal: AbortSignal;
  /** Told what ends the credential as soon as there is something to end: it may take more calls until it is whole. */
  readonly began?: ((revocation: Revocation) => void) | undefined;
}

export interface Issued {
  /** As the request's delivery takes it. */
  readonly value: string;
  /** Every secret that was handed out, the value among them: what must not come back to the task. */
  readonly secrets: readonly string[];
  /** Milliseconds since 1970, where the credential ends by itself. */
  readonly expiresAt?: number;
  /** Ends the credential at its provider; absent where that cannot be done. */
  readonly revocation?: Revocation;
}

/**
 * The call that ends a credential at its provider, whole: so that another process can make it where the broker was
 * killed. It holds what is needed to end this one credential and nothing more.
 */
export interface Revocation {
  /** The provider, as a message names it. */
  readonly title: string;
  readonly url: string;
  readonly method: 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A cluster of several nodes may send it on, once, to the one that is active. */
  readonly follow?: 'active node';
}

/** A provider did not give a credential. The message says what to do, and may be shown and recorded: it holds no value. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** What the provider answered; absent where it did not. */
  readonly status: number | undefined;

  constructor(message: string, { status, ...options }: ErrorOptions & { readonly status?: number } = {}) {
    super(message, options);
    this.status = status;
  }
}
