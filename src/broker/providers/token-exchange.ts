import { askProvider, requiredSetting, textAt } from './http.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Checked, Issued, Provider } from './provider.ts';

/**
 * OAuth 2.0 token exchange (RFC 8693) with rich authorization requests (RFC 9396): the request's own
 * `authorization_details` go along, so that the token is no wider than what was approved. `ref` is the client id; its
 * secret and the person's token are this machine's. The server's addresses are read from its own metadata.
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
  readonly clientSecret: string;
}

function settingsIn({ env }: Checked): Settings {
  return {
    issuer: requiredSetting(title, env, 'VALET_KEY_OAUTH_ISSUER').replace(/\/$/, ''),
    subjectToken: requiredSetting(title, env, 'VALET_KEY_OAUTH_SUBJECT_TOKEN'),
    clientSecret: requiredSetting(title, env, 'VALET_KEY_OAUTH_CLIENT_SECRET'),
  };
}

const title = 'The authorization server';

async function issue(asked: Asked): Promise<Issued> {
  const { request, signal } = asked;
  const { issuer, subjectToken, clientSecret } = settingsIn(asked);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: basic(request.source.ref, clientSecret),
  };
  const metadata = await askProvider(title, `${issuer}/.well-known/openid-configuration`, { signal });
  const answer = await askProvider(title, endpointOf(metadata, issuer, 'token_endpoint'), {
    method: 'POST',
    headers,
    body: exchangeForm(request.authorization_details, subjectToken),
    signal,
    advice,
  });
  const value = textAt(title, answer, 'access_token');
  const lasts = answer['expires_in'];
  return {
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
