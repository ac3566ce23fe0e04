import type { About, RevokedBy } from '../../core/audit/event.ts';
import type { RefusalCode } from '../../core/policy/refusal.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { GrantState } from '../protocol.ts';
import type { Issued } from '../providers/provider.ts';

/** One approved, live, time-limited use of a request by one run. */
export interface Grant {
  readonly id: string;
  readonly request: string;
  readonly expiresAt: number;
  /** Calls that may still be made; `undefined` for any number. */
  readonly usesLeft: number | undefined;
  readonly state: GrantState;
  /** The credential for one more use, fetched when it is first needed. Throws `GrantRefusal`. */
  use(): Promise<string>;
  /** Values that were fetched under this grant: what must not come back to the task. */
  readonly values: readonly string[];
  /** Ends it, here at once and at its provider where that can; records why. */
  revoke(by: RevokedBy): Promise<void>;
}

/** The grant does not cover one more call. */
export class GrantRefusal extends Error {
  override readonly name = 'GrantRefusal';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}

export interface GrantOptions {
  readonly id: string;
  readonly request: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly uses?: number | undefined;
  readonly provider: string;
  readonly issue: () => Promise<Issued>;
  readonly audit: Pick<AuditLog, 'append' | 'appendDurably'>;
  /** What every event of this grant says. */
  readonly about: About;
  readonly now: () => number;
}

export function createGrant(options: GrantOptions): Grant {
  const { id, request, provider, audit, now } = options;
  const about = { ...options.about, request, grant: id };
  let state: GrantState = 'live';
  let usesLeft = options.uses;
  let issuing: Promise<Issued> | undefined;
  let issued: Issued | undefined;
  let expiresAt = options.expiresAt;

  async function fetchOnce(): Promise<Issued> {
    try {
      issued = await options.issue();
    } catch (error) {
      issuing = undefined;
      const reason = error instanceof Error ? error.name : 'unknown';
      await audit.append({
        ...about,
        type: 'provider-called',
        provider,
        operation: 'issue',
        outcome: 'failed',
        reason,
      });
      throw new GrantRefusal('provider-failed', { cause: error });
    }
    if (issued.expiresAt !== undefined) expiresAt = Math.min(expiresAt, issued.expiresAt);
    await audit.append({ ...about, type: 'provider-called', provider, operation: 'issue', outcome: 'done' });
    return issued;
  }

  async function check(): Promise<void> {
    if (state === 'live' && now() >= expiresAt) {
      state = 'expired';
      await audit.append({ ...about, type: 'grant-expired' });
    }
    if (state !== 'live') throw new GrantRefusal(state === 'expired' ? 'grant-expired' : 'grant-revoked');
  }

  async function giveBack(): Promise<void> {
    // Whoever is being asked for a credential right now answers first, or it would outlive its grant.
    await issuing?.catch(ignore);
    const give = issued?.revoke;
    if (!give) return;
    const outcome = await give().then(
      () => 'done' as const,
      () => 'failed' as const,
    );
    await audit.append({ ...about, type: 'provider-called', provider, operation: 'revoke', outcome });
  }

  return {
    id,
    request,
    get expiresAt() {
      return expiresAt;
    },
    get usesLeft() {
      return usesLeft;
    },
    get state() {
      return state === 'live' && now() >= expiresAt ? 'expired' : state;
    },
    get values() {
      return issued ? issued.secrets : [];
    },
    async use() {
      await check();
      if (usesLeft !== undefined && usesLeft <= 0) throw new GrantRefusal('uses-exhausted');
      if (usesLeft !== undefined) usesLeft--;
      issuing ??= fetchOnce();
      const { value } = await issuing;
      // It may have ended while the provider was asked.
      await check();
      return value;
    },
    async revoke(by) {
      if (state === 'revoked') return;
      state = 'revoked';
      try {
        await audit.appendDurably({ ...about, type: 'grant-revoked', by });
      } finally {
        await giveBack();
      }
    },
  };
}

function ignore(): void {}
