import { askProvider, textAt } from './http.ts';
import { ProviderError } from './provider.ts';

export interface Wrapping {
  readonly title: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly env: object;
  readonly signal: AbortSignal;
}

/**
 * The token inside a response-wrapping token (openbao.org/docs/concepts/response-wrapping), which opens once: how a CI
 * system hands a run its token so that whoever saw it on the way is found out. Later grants of the same run take what
 * the first one found.
 */
export async function unwrapped(token: string, wrapping: Wrapping): Promise<string> {
  const known = opened.get(wrapping.env);
  if (known) return known;
  const opening = open(token, wrapping);
  opened.set(wrapping.env, opening);
  opening.catch(() => opened.delete(wrapping.env));
  return opening;
}

/** For as long as the run's environment is there. */
const opened = new WeakMap<object, Promise<string>>();

async function open(token: string, { title, address, headers, signal }: Wrapping): Promise<string> {
  const call = { method: 'POST', headers, signal, follow: 'active node', advice: { 400: used, 403: used } } as const;
  const body = JSON.stringify({ token });
  const { data } = await askProvider(title, `${address}/v1/sys/wrapping/lookup`, { ...call, body });
  // Somebody who opened it on the way could wrap something else in its place, but not at a path that makes tokens.
  if (!makesTokens.test(textAt(title, data, 'creation_path')))
    throw new ProviderError(
      `what is wrapped in VALET_KEY_BAO_WRAPPED_TOKEN is no token that ${title} made: do not trust it`,
    );
  const answer = await askProvider(title, `${address}/v1/sys/wrapping/unwrap`, { ...call, body: '{}' });
  return textAt(title, answer, 'auth', 'client_token');
}

const makesTokens = /^auth\/(?:token\/create(?:-orphan|\/[\w.-]+)?|[\w./-]+\/login(?:\/[\w.-]+)?)$/;
const used =
  'VALET_KEY_BAO_WRAPPED_TOKEN was opened before, or has ended; if it was not you, somebody else holds the token: revoke it, and hand over a new one';
