import { isRecord } from '../vault/vault-file.ts';
import { ProviderError } from './provider.ts';

export interface ProviderCall {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Asks a provider and reads its JSON; a list stands under `list`. What it answers may hold values: an error tells the status alone. */
export async function askProvider(
  title: string,
  url: string,
  call: ProviderCall,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await send(title, url, call);
  const text = await answer.text();
  if (!answer.ok) throw new ProviderError(`${title} answered ${answer.status}`);
  if (text === '') return {};
  try {
    const read: unknown = JSON.parse(text);
    if (Array.isArray(read)) return { list: read };
    if (isRecord(read)) return read;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ProviderError(`${title} gave an answer that is not understood`);
}

async function send(
  title: string,
  url: string,
  { method = 'GET', headers, body, signal }: ProviderCall,
): Promise<Response> {
  requireSafe(title, url);
  try {
    return await fetch(url, {
      method,
      redirect: 'error',
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
      signal: signal ?? AbortSignal.timeout(30_000),
    });
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    throw new ProviderError(isLate ? `${title} did not answer in time` : `${title} could not be reached`, {
      cause: error,
    });
  }
}

/** What opens the provider is not sent in the open, but to this machine itself. */
function requireSafe(title: string, url: string): void {
  const { protocol, hostname } = new URL(url);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLocal))
    throw new ProviderError(`${title} must be reached over https`);
}

/** A text at a path in an answer, or a fault that names the path. */
export function textAt(title: string, answer: unknown, ...path: readonly string[]): string {
  let at: unknown = answer;
  for (const name of path) at = isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  if (typeof at === 'string' && at !== '') return at;
  throw new ProviderError(`${title} gave no ${path.join('.')}`);
}

/** A setting of this machine's environment that a provider cannot do without. */
export function requiredSetting(
  title: string,
  env: Readonly<Record<string, string | undefined>>,
  ...names: readonly string[]
): string {
  const found = names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
  if (found === undefined)
    throw new ProviderError(`${title} needs ${names.join(' or ')} in the environment of valet-key`);
  return found;
}
