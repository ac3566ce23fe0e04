import type { About } from '../../core/audit/event.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { ProviderError } from '../providers/provider.ts';
import type { Issued } from '../providers/provider.ts';
import { revokeAtProvider } from '../providers/revoke.ts';

export interface GivingBack {
  readonly provider: string;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly about: About;
  readonly now: () => number;
  readonly warn?: ((text: string) => void) | undefined;
}

/** Ends a credential at its provider, where that can be done, and records what came of it. */
export async function giveBack(issued: Issued, { provider, audit, about, now, warn }: GivingBack): Promise<void> {
  if (!issued.revocation) return;
  const called = { ...about, type: 'provider-called', provider, operation: 'revoke' } as const;
  const reason = await revokeAtProvider(issued.revocation).then(
    () => undefined,
    (error: unknown) => whyAlive(error, { issued, now }),
  );
  if (reason === undefined) return audit.append({ ...called, outcome: 'done' });
  const { expiresAt } = issued;
  const until =
    expiresAt === undefined ? 'revoke it there yourself' : `it ends at ${new Date(expiresAt).toISOString()}`;
  warn?.(`the credential of "${about.request ?? ''}" could not be revoked: ${reason}; ${until}`);
  return audit.append({ ...called, outcome: 'failed', reason });
}

/** Who has ended by itself is no longer known at its provider: that is what was wanted. */
function whyAlive(error: unknown, { issued, now }: { issued: Issued; now: () => number }): string | undefined {
  if (!(error instanceof ProviderError)) return error instanceof Error ? error.name : 'unknown';
  const isUnknown = error.status !== undefined && [400, 401, 403, 404].includes(error.status);
  return isUnknown && now() >= (issued.expiresAt ?? Infinity) ? undefined : error.message;
}
