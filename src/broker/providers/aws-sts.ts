import { createHash, createHmac } from 'node:crypto';
import { sessionPolicy } from './aws-session-policy.ts';
import { callProvider, refusedBy, timeAt } from './http.ts';
import type { ProviderAnswer } from './http.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Issued, Provider } from './provider.ts';

/**
 * AWS STS (docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html): a role, narrowed to the request's actions
 * by a session policy, for 15 minutes at least. `ref` is the role's ARN. There is no taking back: it ends by itself.
 */
export const awsSts: Provider = {
  id: 'aws-sts',
  // A profile would make some SDKs pass over the variables that the task gets.
  opensWith: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE'],
  check({ request, env }) {
    if (!/^arn:[\w-]+:iam::\d+:role\/[\w+=,.@/-]+$/.test(request.source.ref))
      throw new ProviderError(
        `the "ref" of ${title} is the ARN of a role, such as arn:aws:iam::123456789012:role/reader`,
      );
    sessionPolicy(request);
    keysIn(env);
  },
  parts: awsVariables,
  issue,
};

/** What every SDK of AWS reads, of `ID:SECRET` or `ID:SECRET:SESSION`. */
export function awsVariables(value: string): Readonly<Record<string, string>> {
  const [id = '', secret = '', session] = value.split(':');
  return {
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: secret,
    ...(session !== undefined && { AWS_SESSION_TOKEN: session }),
  };
}

type Env = Asked['env'];

const title = 'AWS STS';

async function issue({ request, grant, ttl, signal, env }: Asked): Promise<Issued> {
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  const endpoint = env['AWS_ENDPOINT_URL_STS'] ?? `https://sts.${region}.amazonaws.com`;
  const body = formOf({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: request.source.ref,
    RoleSessionName: `valet-key-${grant}`,
    SourceIdentity: `valet-key-${grant}`,
    DurationSeconds: String(Math.max(shortest, Math.min(ttl, longest))),
    Policy: sessionPolicy(request),
  });
  const answer = await post(endpoint, body, { env, region, signal });
  const field = (name: string): string => {
    const found = new RegExp(`<${name}>([^<]+)</${name}>`).exec(answer.text)?.[1];
    if (found === undefined) throw new ProviderError(`${title} gave no ${name}`);
    return found;
  };
  const [id, secret, session] = [field('AccessKeyId'), field('SecretAccessKey'), field('SessionToken')];
  const expiresAt = timeAt(title, answer, field('Expiration'));
  return { value: `${id}:${secret}:${session}`, secrets: [secret, session], expiresAt };
}

/** Seconds. A grant may be shorter; then the guard ends it, and what it held ends a little later. */
const shortest = 900;
/** A role gives no more than an hour unless it was told to, and never more to whoever came by a role; it is renewed. */
const longest = 3600;

function formOf(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${encoded(value)}`)
    .join('&');
}

/** By RFC 3986, as AWS's own clients do. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

interface Posting {
  readonly env: Env;
  readonly region: string;
  readonly signal: AbortSignal;
}

async function post(endpoint: string, body: string, { env, region, signal }: Posting): Promise<ProviderAnswer> {
  if (!URL.canParse(endpoint)) throw new ProviderError(`the address of ${title} is no URL; it begins with https://`);
  const url = new URL(endpoint);
  const ask = (now: number): Promise<ProviderAnswer> =>
    callProvider(title, url.href, {
      method: 'POST',
      headers: signedHeaders(url, body, { env, region, now }),
      body,
      signal,
    });
  const answer = await ask(Date.now());
  if (answer.status === 200) return answer;
  const code = codeIn(answer);
  // Signed by a clock that is off: once more, by AWS's own.
  if (skewed.has(code) && answer.time !== undefined) {
    const again = await ask(answer.time);
    if (again.status === 200) return again;
  }
  throw refusedBy(title, answer.status, advice[code]);
}

/** AWS's own word for what is wrong (docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html). */
function codeIn({ text }: ProviderAnswer): string {
  return /<Code>(?<code>\w+)<\/Code>/.exec(text)?.groups?.['code'] ?? '';
}

const skewed = new Set(['RequestExpired', 'RequestTimeTooSkewed', 'SignatureDoesNotMatch']);

const advice: Readonly<Record<string, string>> = {
  AccessDenied:
    'permission denied; the role in "ref" must trust who this machine is, for sts:AssumeRole and sts:SetSourceIdentity',
  ExpiredToken: 'the AWS credentials of this machine have ended; log in again',
  ExpiredTokenException: 'the AWS credentials of this machine have ended; log in again',
  InvalidClientTokenId: 'it does not know AWS_ACCESS_KEY_ID; log in again, or check it',
  SignatureDoesNotMatch:
    'AWS_SECRET_ACCESS_KEY is not the one of AWS_ACCESS_KEY_ID, or the clock of this machine is off',
  RequestExpired: 'the clock of this machine is off; set it',
  PackedPolicyTooLarge: 'the session policy is too large; ask for fewer actions in the request',
  MalformedPolicyDocument: 'it does not take the session policy; check "actions" and "identifier" in valet-key.json',
  RegionDisabledException: 'it is off in this region; set AWS_REGION to another',
};

interface Signing extends Omit<Posting, 'signal'> {
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Signature Version 4 over host, date, type and, where there is one, session. */
function signedHeaders(url: URL, body: string, { env, region, now }: Signing): Record<string, string> {
  const { id, secret } = keysIn(env);
  const session = env['AWS_SESSION_TOKEN'];
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const signed: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    host: url.host,
    'x-amz-date': time,
    ...(session && { 'x-amz-security-token': session }),
  };
  const names = Object.keys(signed).join(';');
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ['POST', '/', '', lines.join(''), names, sha256(body)].join('\n');
  const scope = [time.slice(0, 8), region, 'sts', 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<Buffer>((before, part) => hmac(before, part), Buffer.from(`AWS4${secret}`));
  const { host: _host, ...sent } = signed;
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope.join('/')}, SignedHeaders=${names}, Signature=${hmac(key, text).toString('hex')}`;
  return { ...sent, authorization };
}

function keysIn(env: Env): { readonly id: string; readonly secret: string } {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = env;
  if (id && secret) return { id, secret };
  throw new ProviderError(
    `${title} needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of valet-key; a profile or a login by SSO puts them there with: eval "$(aws configure export-credentials --format env)"`,
  );
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
