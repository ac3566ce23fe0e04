import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { json, urlOf } from '../../broker/asking.ts';
import { startService } from '../../broker/guard/service.ts';
import type { Reached } from '../../broker/guard/service.ts';
import { newValue } from '../../broker/scratch.ts';

/**
 * Answers as GitHub's documentation of apps says (docs.github.com/rest/apps/apps, "Create an installation access token",
 * and docs.github.com/rest/apps/installations, "Revoke an installation access token"): checks who the app says it is,
 * gives no more than the installation has, and knows which tokens are alive.
 */
export interface GitHub extends AsyncDisposable {
  readonly url: string;
  readonly privateKey: string;
  /** What each live token may do. */
  readonly tokens: Map<string, Given>;
  readonly reached: readonly Reached[];
  /** Milliseconds by which its clock is ahead of this machine's. */
  ahead: number;
  isSuspended: boolean;
}

interface Given {
  readonly permissions: Readonly<Record<string, string>>;
  readonly repositories?: readonly string[];
}

/** The app 7, installed as 42. */
const installed = { permissions: { contents: 'write', issues: 'read' }, repositories: ['app', 'site'] } as const;
const levels = ['read', 'write', 'admin'];

export async function startGitHub(): Promise<GitHub> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }));
  const tokens = new Map<string, Given>();
  const service = await startService((call, response) => {
    response.setHeader('date', new Date(Date.now() + github.ahead).toUTCString());
    const bearer = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1] ?? '';
    const route = `${call.method} ${call.url}`;
    if (route === 'DELETE /installation/token')
      return tokens.delete(bearer) ? response.writeHead(204).end() : refuse(response, 401, 'Bad credentials');
    const claims = claimsIn(bearer, (text, signature) => verify('sha256', text, key, signature));
    const complaint = complaintOf(claims, Math.floor((Date.now() + github.ahead) / 1000));
    if (complaint !== undefined) return refuse(response, 401, complaint);
    if (route !== 'POST /app/installations/42/access_tokens') return refuse(response, 404, 'Not Found');
    if (github.isSuspended) return refuse(response, 403, 'This installation has been suspended');
    const asked = JSON.parse(call.body) as Given;
    if (!isWithin(asked))
      return refuse(response, 422, 'The permissions requested are not granted to this installation.');
    const token = newValue();
    tokens.set(token, asked);
    const expires = new Date(Date.now() + github.ahead + 3_600_000).toISOString();
    return json(response.writeHead(201), { token, expires_at: expires, permissions: asked.permissions });
  }, 'http');
  const github: GitHub = {
    url: urlOf(service),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    tokens,
    reached: service.reached,
    ahead: 0,
    isSuspended: false,
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
  return github;
}

function refuse(response: ServerResponse, status: number, message: string): ServerResponse {
  return json(response.writeHead(status), { message, documentation_url: 'https://docs.github.com/rest' });
}

interface Claims {
  readonly iss?: string;
  readonly iat?: number;
  readonly exp?: number;
}

function claimsIn(token: string, isSigned: (text: Buffer, signature: Buffer) => boolean): Claims | undefined {
  const [head = '', body = '', signature = ''] = token.split('.');
  if (!isSigned(Buffer.from(`${head}.${body}`), Buffer.from(signature, 'base64url'))) return undefined;
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims;
}

/** "The JWT must expire within ten minutes", and begin in the past. */
function complaintOf(claims: Claims | undefined, now: number): string | undefined {
  if (claims?.iss !== '7') return 'A JSON web token could not be decoded';
  const { iat = Infinity, exp = 0 } = claims;
  if (iat > now)
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  if (exp <= now || exp > now + 600) return "'Expiration time' claim ('exp') is too far in the future";
  return undefined;
}

function isWithin({ permissions, repositories = [] }: Given): boolean {
  const own: Readonly<Record<string, string>> = installed.permissions;
  const isGranted = ([name, level]: readonly [string, string]): boolean =>
    levels.indexOf(level) <= levels.indexOf(own[name] ?? '');
  return (
    Object.entries(permissions).every(isGranted) &&
    repositories.every((name) => (installed.repositories as readonly string[]).includes(name))
  );
}
