import { createPrivateKey, sign } from 'node:crypto';
import type { ValueStore } from '../vault/vault.ts';
import { askProvider, textAt } from './http.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Issued, Provider } from './provider.ts';

/**
 * Installation tokens of a GitHub App (docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app): an
 * hour at most, for the repositories and permissions that the request names. `ref` is `APP-ID/INSTALLATION-ID`; the
 * app's private key is the vault's entry `github-app-APP-ID`.
 */
export function gitHubAppProvider(
  store: Pick<ValueStore, 'values'>,
  env: Readonly<Record<string, string | undefined>>,
): Provider {
  return { id: 'github-app', issue: (asked) => issue(asked, store, env['GITHUB_API_URL'] ?? 'https://api.github.com') };
}

const title = 'GitHub';

async function issue({ request, signal }: Asked, store: Pick<ValueStore, 'values'>, api: string): Promise<Issued> {
  const match = /^(?<app>\d+)\/(?<installation>\d+)$/.exec(request.source.ref);
  const { app = '', installation = '' } = match?.groups ?? {};
  if (!match) throw new ProviderError('the "ref" of a GitHub App is its id, a slash, and the id of the installation');
  const entry = `github-app-${app}`;
  const { [entry]: key = '' } = await store.values([entry]);
  const answer = await askProvider(title, `${api}/app/installations/${installation}/access_tokens`, {
    method: 'POST',
    headers: headersWith(`Bearer ${appToken(app, key)}`),
    body: JSON.stringify(narrowed(request.authorization_details)),
    signal,
  });
  const value = textAt(title, answer, 'token');
  return {
    value,
    secrets: [value],
    expiresAt: Date.parse(textAt(title, answer, 'expires_at')),
    async revoke() {
      await askProvider(title, `${api}/installation/token`, {
        method: 'DELETE',
        headers: headersWith(`Bearer ${value}`),
      });
    },
  };
}

/** `identifier` is a repository, `contents:read` a permission: what is not asked for is not given. */
function narrowed(details: Asked['request']['authorization_details']): object {
  const repositories = details.flatMap(({ identifier }) =>
    identifier === undefined ? [] : [identifier.split('/').at(-1)],
  );
  const permissions = Object.fromEntries(
    details
      .flatMap(({ actions = [] }) => actions.map((action) => action.split(':')))
      .filter((parts) => parts.length === 2),
  ) as Record<string, string>;
  if (Object.keys(permissions).length === 0)
    throw new ProviderError('a GitHub App needs "actions" such as "contents:read"');
  return { permissions, ...(repositories.length > 0 && { repositories }) };
}

/** RFC 7519, signed with RS256, for nine minutes; a minute back, as clocks differ. */
function appToken(app: string, key: string): string {
  const now = Math.floor(Date.now() / 1000);
  const parts = [
    { alg: 'RS256', typ: 'JWT' },
    { iat: now - 60, exp: now + 540, iss: app },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  try {
    return `${text}.${sign('sha256', Buffer.from(text), createPrivateKey(key)).toString('base64url')}`;
  } catch (error) {
    throw new ProviderError("the vault's entry for the GitHub App is not a private key", { cause: error });
  }
}

function headersWith(authorization: string): Record<string, string> {
  return {
    authorization,
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    'user-agent': 'valet-key',
  };
}
