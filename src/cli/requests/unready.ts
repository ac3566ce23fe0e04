import { ProviderError } from '../../broker/providers/provider.ts';
import { providerFor, providerNames } from '../../broker/providers/providers.ts';
import type { Request } from '../../core/requests/manifest.ts';
import type { CliIo } from '../io.ts';

/** Why a request's provider could not serve it with these settings; nobody is asked, and nothing is opened. */
export function unreadyReason(request: Request, env: CliIo['env']): string | undefined {
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
