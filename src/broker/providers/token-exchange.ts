import type { AuthorizationDetail } from '../../core/requests/manifest.ts';
import { isRecord } from '../vault/vault-file.ts';
import { askProvider, callProvider, readJson, requiredSetting, textAt } from './http.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Checked, Issued, Provider } from './provider.ts';
import { revokeAtProvider } from './revoke.ts';

/**
 * OAuth 2.0 token exchange (RFC 8693) with rich authorization requests (RFC 9396): the request's own
 * `authorization_details` go along, so that the token is no wider than what was approved. `ref` is the client id where
 * this machine's settings name none; its secret and the person's token are this machine's. The server's addresses are
 * read from its own metadata.
 */
export const tokenExchange: Provider = {
  id: 'token-exchange',
  opensWith: ['VALET_KEY_OAUTH_SUBJECT_TOKEN', 'VALET_KEY_OAUTH_CLIENT_SECRET'],
  check: (checked) => void settingsIn(checked),
  issue,
};

interface Settings {
  readonly issuer: string;
  readonly subjectToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

function settingsIn({ request, env }: Checked): Settings {
  return {
    issuer: requiredSetting(title, env, 'VALET_KEY_OAUTH_ISSUER').replace(/\/$/, ''),
    subjectToken: requiredSetting(title, env, 'VALET_KEY_OAUTH_SUBJECT_TOKEN'),
    // One that has the look of a secret, as some servers' have, no manifest can hold.
    clientId: env['VALET_KEY_OAUTH_CLIENT_ID'] || request.source.ref,
    clientSecret: requiredSetting(title, env, 'VALET_KEY_OAUTH_CLIENT_SECRET'),
  };
}

const title = 'The authorization server';

async function issue(asked: Asked): Promise<Issued> {
  const { request, signal } = asked;
  const { issuer, subjectToken, clientId, clientSecret } = settingsIn(asked);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: basic(clientId, clientSecret),
  };
  const metadata = await discover(issuer, signal);
  const answer = await askProvider(title, endpointOf(metadata, issuer, 'token_endpoint'), {
    method: 'POST',
    headers,
    body: exchangeForm(request.authorization_details, subjectToken),
    signal,
    advice,
  });
  const value = textAt(title, answer, 'access_token');
  const lasts = answer['expires_in'];
  const issued: Issued = {
    value,
    secrets: [value],
    ...(typeof lasts === 'number' && { expiresAt: Date.now() + lasts * 1000 }),
    ...(typeof metadata['revocation_endpoint'] === 'string' && {
      // RFC 7009.
      revocation: {
        title,
        url: endpointOf(metadata, issuer, 'revocation_endpoint'),
        method: 'POST',
        headers,
        body: new URLSearchParams({ token: value, token_type_hint: 'access_token' }).toString(),
      },
    }),
  };
  const amiss = whatIsAmiss(answer, request.authorization_details);
  if (amiss === undefined) return issued;
  if (issued.revocation) await revokeAtProvider(issued.revocation).catch(() => undefined);
  throw new ProviderError(`${title} ${amiss}`);
}

/** A token that is not what was asked for is not used. What it may do, the answer must say (RFC 9396, 7). */
function whatIsAmiss(
  answer: Readonly<Record<string, unknown>>,
  asked: Asked['request']['authorization_details'],
): string | undefined {
  const type = answer['token_type'];
  if (typeof type === 'string' && type.toLowerCase() === 'dpop')
    return 'binds its tokens to a key (DPoP, RFC 9449), which the guard cannot prove; have it give Bearer tokens to this client';
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer')
    return 'gave a token that is none for calls: its "token_type" is not Bearer';
  const given = answer['authorization_details'];
  if (!Array.isArray(given))
    return 'does not say that its token does no more than "authorization_details" ask for; it must know rich authorization requests (RFC 9396)';
  const isWider = !given.every((one) => isRecord(one) && asked.some((each) => isWithin(one, each)));
  return isWider ? 'gave a token that does more than "authorization_details" ask for: it is not used' : undefined;
}

/** Of what a detail names, nothing else is given; what it leaves open is the server's to narrow. */
function isWithin(given: Readonly<Record<string, unknown>>, asked: AuthorizationDetail): boolean {
  if (given['type'] !== asked.type) return false;
  if (asked.identifier !== undefined && given['identifier'] !== asked.identifier) return false;
  return (['actions', 'locations', 'datatypes', 'privileges'] as const).every((name) => {
    const own = asked[name];
    const theirs = given[name];
    return own === undefined || (Array.isArray(theirs) && theirs.every((one) => own.includes(String(one))));
  });
}

/** By OpenID Connect Discovery 1.0, else by RFC 8414. Both must name the issuer that was asked. */
async function discover(issuer: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  const { origin, pathname } = URL.canParse(issuer) ? new URL(issuer) : { origin: issuer, pathname: '/' };
  const places = [
    `${issuer}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${pathname === '/' ? '' : pathname}`,
  ];
  for (const place of places) {
    const answered = await callProvider(title, place, { signal });
    if (answered.status === 404 && place !== places.at(-1)) continue;
    const metadata = readJson(title, answered, {
      404: 'it has no metadata there; check VALET_KEY_OAUTH_ISSUER',
    });
    if (textAt(title, metadata, 'issuer').replace(/\/$/, '') === issuer) return metadata;
  }
  throw new ProviderError(`${title} says that it is another one than VALET_KEY_OAUTH_ISSUER: it is not asked`);
}

const advice = {
  400: 'it does not exchange the token as asked; VALET_KEY_OAUTH_SUBJECT_TOKEN may have ended, or "authorization_details" ask for what it does not give, or name no "locations"',
  401: 'it does not know the client; check "ref" in valet-key.json and VALET_KEY_OAUTH_CLIENT_SECRET',
  403: 'permission denied; the client may not exchange tokens, or not for what the request asks',
};

function exchangeForm(details: Asked['request']['authorization_details'], subjectToken: string): string {
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: subjectToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    authorization_details: JSON.stringify(details),
  });
  for (const location of new Set(details.flatMap(({ locations = [] }) => locations))) form.append('resource', location);
  return form.toString();
}

/** The client's secret is sent to the issuer's own host alone, whatever its metadata say. */
function endpointOf(metadata: Readonly<Record<string, unknown>>, issuer: string, name: string): string {
  const url = textAt(title, metadata, name);
  if (URL.canParse(url) && new URL(url).origin === new URL(issuer).origin) return url;
  throw new ProviderError(`${title} names a ${name} at another host than VALET_KEY_OAUTH_ISSUER: it is not asked`);
}

/** RFC 6749, 2.3.1: both parts as a form encodes them. */
function basic(id: string, secret: string): string {
  const encoded = [id, secret].map((part) => new URLSearchParams({ part }).toString().slice('part='.length));
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
}
