import type { Request } from '../../core/requests/manifest.ts';

/**
 * Where credentials come from. A provider is one file with one of these; `providers.ts` lists them. It is asked when
 * the first call needs its credential, and told when the grant ends.
 */
export interface Provider {
  /** As `source.provider` names it. */
  readonly id: string;
  /** Throws `ProviderError`. Values must stand in no message. */
  issue(asked: Asked): Promise<Issued>;
}

export interface Asked {
  readonly request: Request;
  /** Names the grant at the provider, for its own audit log. */
  readonly grant: string;
  /** The longest that the credential may live, in seconds. */
  readonly ttl: number;
  readonly signal: AbortSignal;
}

export interface Issued {
  /** As the request's delivery takes it. */
  readonly value: string;
  /** Every secret that was handed out, the value among them: what must not come back to the task. */
  readonly secrets: readonly string[];
  /** Milliseconds since 1970, where the credential ends by itself. */
  readonly expiresAt?: number;
  /** Ends the credential at its provider; absent where that cannot be done. */
  readonly revoke?: () => Promise<void>;
}

/** A provider did not give a credential. `reason` may be shown: it holds no value. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
}
