import { setTimeout as sleep } from 'node:timers/promises';
import { callProvider, refusedBy } from './http.ts';
import { ProviderError } from './provider.ts';
import type { Revocation } from './provider.ts';

/**
 * Ends a credential at its provider. What does not answer, or is in trouble, is asked again: a credential that stays
 * alive is worse than a run that ends a few seconds later. Throws `ProviderError`.
 */
export async function revokeAtProvider({ title, url, ...call }: Revocation): Promise<void> {
  for (const pause of [...pauses, undefined]) {
    const failed = await attempt(title, url, call);
    if (!failed) return;
    const isLasting = failed.status !== undefined && failed.status < 500 && failed.status !== 429;
    if (isLasting || pause === undefined) throw failed;
    await sleep(pause);
  }
}

/** Milliseconds between one try and the next. */
const pauses = [200, 1000];
/** Milliseconds for each try: a run waits for them at its end. */
const patience = 5_000;

async function attempt(
  title: string,
  url: string,
  call: Omit<Revocation, 'title' | 'url'>,
): Promise<ProviderError | undefined> {
  try {
    const { status } = await callProvider(title, url, { ...call, signal: AbortSignal.timeout(patience) });
    return status < 300 ? undefined : refusedBy(title, status);
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}
