import type { Request } from '../../core/requests/manifest.ts';
import { ProviderError } from './provider.ts';
import type { Checked } from './provider.ts';
import { providerFor, providerNames } from './providers.ts';

/** Why a request's provider could not serve it with these settings; nobody is asked, and nothing is opened. */
export function unreadyReason(request: Request, env: Checked['env']): string | undefined {
  const provider = providerFor(request.source.provider);
  if (!provider) return `there is none of this name; they are ${providerNames().join(', ')}`;
  try {
    provider.check({ request, env });
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) return error.message;
    throw error;
  }
}
