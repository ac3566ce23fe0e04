import { systemCodeOf } from '../disk/disk-fault.ts';
import { isRecord } from '../vault/vault-file.ts';
import { ProviderError } from './provider.ts';

export interface ProviderCall {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** What to do about a status, where the provider knows better than `usualAdvice`. */
  readonly advice?: Readonly<Record<number, string>>;
  /** One redirect is followed, to another node of the same cluster; else none is. */
  readonly follow?: 'active node' | undefined;
}

export interface ProviderAnswer {
  readonly status: number;
  readonly text: string;
  /** The provider's own clock, in milliseconds since 1970, where it tells. */
  readonly time: number | undefined;
}

/** Asks a provider and reads its JSON; a list stands under `list`. */
export async function askProvider(
  title: string,
  url: string,
  call: ProviderCall,
): Promise<Readonly<Record<string, unknown>>> {
  return readJson(title, await callProvider(title, url, call), call.advice);
}

/** The JSON of an answer. What it says may hold values: an error tells the status alone, and what to do. */
export function readJson(
  title: string,
  { status, text }: ProviderAnswer,
  advice: ProviderCall['advice'] = {},
): Readonly<Record<string, unknown>> {
  if (status < 200 || status > 299) throw refusedBy(title, status, advice[status]);
  if (text === '') return {};
  try {
    const read: unknown = JSON.parse(text);
    if (Array.isArray(read)) return { list: read };
    if (isRecord(read)) return read;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ProviderError(`${title} gave an answer that is not understood: is its address right?`, { status });
}

export function refusedBy(title: string, status: number, advice = usualAdvice(status)): ProviderError {
  return new ProviderError(`${title} answered ${status}: ${advice}`, { status });
}

function usualAdvice(status: number): string {
  if (status === 401) return 'it does not accept what this machine shows it; log in again, or renew that credential';
  if (status === 403) return 'permission denied; ask whoever runs it for what the request needs, or ask for less';
  if (status === 404) return 'it has nothing of that name; check "source" in valet-key.json';
  if (status === 429) return 'it is asked too often; wait, then try again';
  if (status >= 500) return 'it is in trouble itself; try again later';
  return 'it does not take the request as it stands; check it in valet-key.json';
}

/** Calls a provider and reads the whole answer, whatever its status. */
export async function callProvider(title: string, url: string, call: ProviderCall): Promise<ProviderAnswer> {
  const answer = await callOnce(title, url, call);
  if (answer.elsewhere === undefined) return answer;
  // A standby that does not pass a call on names the node that is active. What opens it goes there as it came here.
  const active = URL.canParse(answer.elsewhere, url) ? new URL(answer.elsewhere, url) : undefined;
  if (active?.protocol !== new URL(url).protocol) throw sentElsewhere(title, url);
  return callOnce(title, active.href, { ...call, follow: undefined });
}

interface Called extends ProviderAnswer {
  readonly elsewhere: string | undefined;
}

async function callOnce(
  title: string,
  url: string,
  { method = 'GET', headers, body, signal = AbortSignal.timeout(patience), follow }: ProviderCall,
): Promise<Called> {
  const { host } = safeAddress(title, url);
  try {
    const answer = await fetch(url, {
      method,
      redirect: follow ? 'manual' : 'error',
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
      signal,
    });
    return await calledOf(title, url, answer);
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    throw new ProviderError(
      isLate
        ? `${title} did not answer in time at ${host}; try again, or ask whoever runs it`
        : `${title} could not be reached at ${host} ${whyNot(error)}`,
      { cause: error },
    );
  }
}

async function calledOf(title: string, url: string, answer: Response): Promise<Called> {
  const { status, headers } = answer;
  const time = Date.parse(headers.get('date') ?? '');
  const elsewhere = status === 307 ? (headers.get('location') ?? undefined) : undefined;
  if (status > 299 && status < 400 && elsewhere === undefined) throw sentElsewhere(title, url);
  const text = await readWhole(title, answer);
  return { status, text, time: Number.isNaN(time) ? undefined : time, elsewhere };
}

function sentElsewhere(title: string, url: string): ProviderError {
  return new ProviderError(
    `${title} could not be reached at ${new URL(url).host} : it sends elsewhere; give its own address`,
  );
}

/** Milliseconds that a provider has for an answer. */
const patience = 30_000;
/** Characters; no answer that holds a credential comes near. */
const longestAnswer = 1_000_000;

async function readWhole(title: string, { body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > longestAnswer)
      throw new ProviderError(`${title} gave an answer without end: is its address right?`);
  }
  return text;
}

function whyNot(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = systemCodeOf(cause) ?? '';
  if (code === 'ECONNREFUSED') return '(ECONNREFUSED): is it running, and is its address right?';
  if (/CERT|SELF_SIGNED|VERIFY|ALTNAME/.test(code))
    return `(${code}): its certificate is not trusted here; name its authority in NODE_EXTRA_CA_CERTS`;
  if (cause instanceof Error && /redirect/.test(cause.message)) return ': it sends elsewhere; give its own address';
  return code === '' ? ': is its address right?' : `(${code}): is its address right, and is there a network?`;
}

/** What opens the provider is not sent in the open, but to this machine itself. */
function safeAddress(title: string, url: string): URL {
  if (!URL.canParse(url)) throw new ProviderError(`the address of ${title} is no URL; it begins with https://`);
  const address = new URL(url);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(address.hostname);
  if (address.protocol !== 'https:' && !(address.protocol === 'http:' && isLocal))
    throw new ProviderError(`${title} must be reached over https`);
  if (address.username !== '' || address.password !== '')
    throw new ProviderError(`the address of ${title} must hold no user and no password`);
  return address;
}

/** A text at a path in an answer, or a fault that names the path. */
export function textAt(title: string, answer: unknown, ...path: readonly string[]): string {
  let at: unknown = answer;
  for (const name of path) at = isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  if (typeof at === 'string' && at !== '') return at;
  throw new ProviderError(`${title} gave no ${path.join('.')}`);
}

/** A time of the provider's, in milliseconds since 1970 by this machine's own clock, which may be off. */
export function timeAt(title: string, { time }: ProviderAnswer, text: string): number {
  const theirs = Date.parse(text);
  if (Number.isNaN(theirs)) throw new ProviderError(`${title} gave no time at which its credential ends`);
  const isOff = time !== undefined && Math.abs(time - Date.now()) > tolerance;
  return isOff ? theirs - time + Date.now() : theirs;
}

/** Milliseconds; less than that is the way and the rounding. */
const tolerance = 5_000;

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
