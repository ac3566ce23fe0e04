import { createHash, createHmac } from 'node:crypto';
import type { Request } from '../../core/requests/manifest.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Issued, Provider } from './provider.ts';
import { requiredSetting } from './http.ts';

/**
 * AWS STS (docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html): a role, narrowed to the request's actions
 * by a session policy, for 15 minutes at least. `ref` is the role's ARN. There is no taking back: it ends by itself.
 */
export function awsStsProvider(env: Readonly<Record<string, string | undefined>>): Provider {
  return { id: 'aws-sts', issue: (asked) => issue(asked, env) };
}

const title = 'AWS STS';

async function issue(asked: Asked, env: Readonly<Record<string, string | undefined>>): Promise<Issued> {
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  const endpoint = env['AWS_ENDPOINT_URL_STS'] ?? `https://sts.${region}.amazonaws.com`;
  const body = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: asked.request.source.ref,
    RoleSessionName: `valet-key-${asked.grant}`,
    SourceIdentity: `valet-key-${asked.grant}`,
    DurationSeconds: String(Math.max(shortest, Math.min(asked.ttl, longest))),
    Policy: sessionPolicy(asked.request),
  }).toString();
  const text = await post(endpoint, body, { env, region, signal: asked.signal });
  const field = (name: string): string => {
    const found = new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1];
    if (found === undefined) throw new ProviderError(`${title} gave no ${name}`);
    return found;
  };
  const [id, secret, session] = [field('AccessKeyId'), field('SecretAccessKey'), field('SessionToken')];
  return {
    value: `${id}:${secret}:${session}`,
    secrets: [secret, session],
    expiresAt: Date.parse(field('Expiration')),
  };
}

const shortest = 900;
const longest = 43_200;

/** What the request's actions and identifiers allow, and nothing else; AWS intersects it with the role's own. */
export function sessionPolicy({ authorization_details }: Request): string {
  const statements = authorization_details.map(({ actions = [], identifier }) => {
    if (actions.length === 0 || !actions.every((action) => /^[a-z0-9-]+:[A-Za-z0-9*?]+$/.test(action))) {
      throw new ProviderError(`${title} needs "actions" such as "s3:GetObject" in the request`);
    }
    return { Effect: 'Allow', Action: actions, Resource: identifier ?? '*' };
  });
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  if (policy.length > 2048)
    throw new ProviderError(`${title} takes a session policy of at most 2048 characters: ask for less`);
  return policy;
}

interface Posting {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly region: string;
  readonly signal: AbortSignal;
}

async function post(endpoint: string, body: string, { env, region, signal }: Posting): Promise<string> {
  const url = new URL(endpoint);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !isLocal) throw new ProviderError(`${title} must be reached over https`);
  const headers = signedHeaders(url, body, { env, region });
  let answer: Response;
  try {
    answer = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal });
  } catch (error) {
    throw new ProviderError(`${title} could not be reached`, { cause: error });
  }
  if (!answer.ok) throw new ProviderError(`${title} answered ${answer.status}`);
  return answer.text();
}

/** Signature Version 4 over host, date, type and, where there is one, session. */
function signedHeaders(url: URL, body: string, { env, region }: Omit<Posting, 'signal'>): Record<string, string> {
  const id = requiredSetting(title, env, 'AWS_ACCESS_KEY_ID');
  const secret = requiredSetting(title, env, 'AWS_SECRET_ACCESS_KEY');
  const session = env['AWS_SESSION_TOKEN'];
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
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

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
