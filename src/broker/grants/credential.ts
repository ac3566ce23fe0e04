import { ProviderError } from '../providers/provider.ts';
import type { Issued, Revocation } from '../providers/provider.ts';
import { giveBack } from './give-back.ts';
import type { GivingBack } from './give-back.ts';
import type { LastWill } from './last-will.ts';

/** The credential of one grant, fetched when it is first needed, and anew a little before it ends by itself. */
export interface Credential {
  /** Throws what the provider or the audit log throws. */
  current(): Promise<string>;
  /** Every secret that was ever fetched. */
  readonly secrets: ReadonlySet<string>;
  /** Ends all of them at their provider; nothing is fetched any more. */
  giveBack(): Promise<void>;
}

export interface CredentialOptions extends GivingBack {
  readonly issue: (began: (revocation: Revocation) => void) => Promise<Issued>;
  /** When its grant ends, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** Has it ended even where this process is killed. */
  readonly will?: Pick<LastWill, 'hold'> | undefined;
}

interface Held {
  readonly issued: Issued;
  readonly fetchedAt: number;
  readonly release: () => void;
}

export function holdCredential(options: CredentialOptions): Credential {
  const { audit, about, provider, now, will, warn } = options;
  const secrets = new Set<string>();
  const returns: Promise<void>[] = [];
  let fetching: Promise<Held> | undefined;
  let held: Held | undefined;

  async function fetchOnce(): Promise<Held> {
    const called = { ...about, type: 'provider-called', provider, operation: 'issue' } as const;
    let release: (() => void) | undefined;
    const began = (revocation: Revocation): void => void (release ??= will?.hold(revocation, { about, provider }));
    try {
      const issued = await issueAlive(options, began);
      for (const secret of issued.secrets) secrets.add(secret);
      if (issued.revocation) began(issued.revocation);
      held = { issued, fetchedAt: now(), release: release ?? ignore };
    } catch (error) {
      // Whoever began something ended it again.
      release?.();
      fetching = undefined;
      const reason = reasonOf(error);
      warn?.(`no credential for "${about.request ?? ''}": ${reason}`);
      await audit.append({ ...called, outcome: 'failed', reason });
      throw error;
    }
    const fetched = held;
    try {
      await audit.append({ ...called, outcome: 'done' });
    } catch (error) {
      // What is not recorded is not granted, and does not stay alive either.
      leave(fetched);
      throw error;
    }
    return fetched;
  }

  async function returnOne({ issued, release }: Held): Promise<void> {
    try {
      await giveBack(issued, options);
    } finally {
      release();
    }
  }

  function leave(one: Held): void {
    const returning = returnOne(one);
    returning.catch(ignore);
    returns.push(returning);
    held = fetching = undefined;
  }

  return {
    secrets,
    async current() {
      if (held && isEnding(held, options)) leave(held);
      fetching ??= fetchOnce();
      return (await fetching).issued.value;
    },
    async giveBack() {
      // Whoever is being asked for a credential right now answers first, or it would outlive its grant.
      await fetching?.catch(ignore);
      await Promise.all([...returns, ...(held ? [returnOne(held)] : [])]);
    },
  };
}

async function issueAlive(
  { issue, now }: CredentialOptions,
  began: Parameters<CredentialOptions['issue']>[0],
): Promise<Issued> {
  const issued = await issue(began);
  if ((issued.expiresAt ?? Infinity) > now()) return issued;
  if (issued.revocation) await giveBackQuietly(issued);
  throw new ProviderError('the credential had ended when it came: is the clock of this machine right?');
}

async function giveBackQuietly(issued: Issued): Promise<void> {
  const unheard = { append: async () => undefined };
  await giveBack(issued, { provider: '', audit: unheard, about: { run: '', workspace: '' }, now: Date.now });
}

/** Less than a tenth of its life is left, or half a minute; but not where the grant ends with it. */
function isEnding({ issued, fetchedAt }: Held, { expiresAt, now }: CredentialOptions): boolean {
  if (issued.expiresAt === undefined) return false;
  const margin = Math.min(30_000, (issued.expiresAt - fetchedAt) / 10);
  return now() >= issued.expiresAt - margin && expiresAt - issued.expiresAt > margin;
}

/** A provider's own words hold no value; of anything else the kind is told. */
function reasonOf(error: unknown): string {
  if (error instanceof ProviderError) return error.message;
  return error instanceof Error ? error.name : 'unknown';
}

function ignore(): void {}
