import { askProvider, requiredSetting, textAt } from './http.ts';
import type { Asked, Issued, Provider } from './provider.ts';

/**
 * OAuth 2.0 token exchange (RFC 8693) with rich authorization requests (RFC 9396): the request's own
 * `authorization_details` go along, so that the token is no wider than what was approved. `ref` is the client id; its
 * secret and the person's token are this machine's.
 */
export function tokenExchangeProvider(env: Readonly<Record<string, string | undefined>>): Provider {
  return { id: 'token-exchange', issue: (asked) => issue(asked, env) };
}

const title = 'The authorization server';

async function issue({ request, signal }: Asked, env: Readonly<Record<string, string | undefined>>): Promise<Issued> {
  const issuer = requiredSetting(title, env, 'VALET_KEY_OAUTH_ISSUER').replace(/\/$/, '');
  const subjectToken = requiredSetting(title, env, 'VALET_KEY_OAUTH_SUBJECT_TOKEN');
  const secret = requiredSetting(title, env, 'VALET_KEY_OAUTH_CLIENT_SECRET');
  const metadata = await askProvider(title, `${issuer}/.well-known/openid-configuration`, { signal });
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: `Basic ${Buffer.from(`${encodeURIComponent(request.source.ref)}:${encodeURIComponent(secret)}`).toString('base64')}`,
  };
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: subjectToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    authorization_details: JSON.stringify(request.authorization_details),
  });
  for (const location of new Set(request.authorization_details.flatMap(({ locations = [] }) => locations)))
    form.append('resource', location);
  const answer = await askProvider(title, textAt(title, metadata, 'token_endpoint'), {
    method: 'POST',
    headers,
    body: form.toString(),
    signal,
  });
  const value = textAt(title, answer, 'access_token');
  const lasts = answer['expires_in'];
  const revocation = metadata['revocation_endpoint'];
  return {
    value,
    secrets: [value],
    ...(typeof lasts === 'number' && { expiresAt: Date.now() + lasts * 1000 }),
    // RFC 7009.
    ...(typeof revocation === 'string' && {
      async revoke() {
        await askProvider(title, revocation, {
          method: 'POST',
          headers,
          body: new URLSearchParams({ token: value }).toString(),
        });
      },
    }),
  };
}
