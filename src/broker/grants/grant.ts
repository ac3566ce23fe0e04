import type { About, RevokedBy } from '../../core/audit/event.ts';
import { createDeadline } from './deadline.ts';
import type { RefusalCode } from '../../core/policy/refusal.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { BrokerError } from '../protocol/faults.ts';
import type { GrantState } from '../protocol/grants.ts';
import { holdCredential } from './credential.ts';
import type { CredentialOptions } from './credential.ts';
import type { LastWill } from './last-will.ts';

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
  /** One more use without the credential: the task has it. Throws `GrantRefusal`. */
  count(): Promise<void>;
  /** The credential without a use: it is handed out, and what the task does with it is counted. Throws `GrantRefusal`. */
  handOut(): Promise<string>;
  /** Values that were fetched under this grant: what must not come back to the task. */
  readonly values: readonly string[];
  /** Aborts when it ends. */
  readonly ended: AbortSignal;
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
  readonly issue: CredentialOptions['issue'];
  readonly audit: Pick<AuditLog, 'append' | 'appendDurably'>;
  /** What every event of this grant says. */
  readonly about: About;
  readonly now: () => number;
  /** Milliseconds by a clock that nobody sets. */
  readonly elapsed?: () => number;
  /** Tells the person who runs the task what their provider says. */
  readonly warn?: ((text: string) => void) | undefined;
  readonly will?: Pick<LastWill, 'hold'> | undefined;
}

export function createGrant(options: GrantOptions): Grant {
  const { id, request, audit, now, elapsed = () => performance.now(), expiresAt } = options;
  const deadline = createDeadline(expiresAt, { now, elapsed });
  const ending = new AbortController();
  const about = { ...options.about, request, grant: id };
  const credential = holdCredential({ ...options, about });
  let state: GrantState = 'live';
  let usesLeft = options.uses;
  let ended: Ended | undefined;
  let timer: NodeJS.Timeout | undefined;

  function end(as: 'expired' | 'revoked', by: RevokedBy): Ended {
    if (ended) return ended;
    state = as;
    ending.abort();
    clearTimeout(timer);
    const event = as === 'expired' ? ({ type: 'grant-expired' } as const) : ({ type: 'grant-revoked', by } as const);
    const recorded = audit.appendDurably({ ...about, ...event });
    const returned = recorded.catch(ignore).then(() => credential.giveBack());
    returned.catch(ignore);
    ended = { recorded, returned };
    return ended;
  }

  const isDue = (): boolean => state === 'live' && deadline.isOver();

  /** What was fetched, and what is open, ends with the grant, whether or not another call asks for it. */
  function endInTime(): void {
    if (timer || expiresAt - now() > longestTimer) return;
    timer = setTimeout(() => void end('expired', 'time limit').recorded.catch(ignore), expiresAt - now());
    timer.unref();
  }

  async function requireLive(): Promise<void> {
    if (isDue()) await end('expired', 'time limit').recorded;
    if (state !== 'live') throw new GrantRefusal(state === 'expired' ? 'grant-expired' : 'grant-revoked');
  }

  async function count(): Promise<void> {
    await requireLive();
    if (usesLeft !== undefined && usesLeft <= 0) throw new GrantRefusal('uses-exhausted');
    if (usesLeft !== undefined) usesLeft--;
    endInTime();
  }

  async function handOut(): Promise<string> {
    await requireLive();
    // It may have ended a moment ago, and nothing is fetched for a grant that has.
    if (state !== 'live') throw new GrantRefusal('grant-revoked');
    const fetching = credential.current();
    endInTime();
    const value = await fetching.catch((error: unknown) => {
      // What is not recorded is not granted; that is no fault of the provider.
      if (error instanceof BrokerError && error.fault.code === 'audit') throw error;
      throw new GrantRefusal('provider-failed', { cause: error });
    });
    // It may have ended while the provider was asked.
    await requireLive();
    return value;
  }

  return {
    id,
    request,
    expiresAt,
    ended: ending.signal,
    get usesLeft() {
      return usesLeft;
    },
    get state() {
      return isDue() ? 'expired' : state;
    },
    get values() {
      return [...credential.secrets];
    },
    count,
    handOut,
    async use() {
      await count();
      return await handOut();
    },
    async revoke(by) {
      const { recorded, returned } = isDue() ? end('expired', 'time limit') : end('revoked', by);
      try {
        await recorded;
      } finally {
        await returned;
      }
    },
  };
}

interface Ended {
  /** It stands in the log. */
  readonly recorded: Promise<void>;
  /** Its credential was given back, or it is recorded that it could not be. */
  readonly returned: Promise<void>;
}

/** Milliseconds that a timer can wait; a grant of longer is looked at when it is used. */
const longestTimer = 2 ** 31 - 1;

function ignore(): void {}
