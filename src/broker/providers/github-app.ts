import { createPrivateKey, sign } from 'node:crypto';
import type { CallRule } from '../../core/requests/manifest.ts';
import { vaultEntryOf } from '../../core/requests/vault-entry.ts';
import { callProvider, readJson, textAt, timeAt } from './http.ts';
import type { ProviderAnswer } from './http.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Issued, Provider } from './provider.ts';
import { valueFrom } from './vault.ts';

/**
 * Installation tokens of a GitHub App (docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app): an
 * hour at most, for the repositories and permissions that the request names. `ref` is `APP/INSTALLATION`, the app by its id or its client id; the
 * app's private key is the vault's entry `github-app-APP`.
 */
export const gitHubApp: Provider = {
  id: 'github-app',
  opensWith: [],
  check({ request }) {
    readRef(request);
    narrowed(request);
  },
  issue,
};

const title = 'GitHub';

async function issue({ request, signal, env, store }: Asked): Promise<Issued> {
  const api = (env['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/$/, '');
  const { app, installation } = readRef(request);
  const body = JSON.stringify(narrowed(request));
  const key = await valueFrom(store, vaultEntryOf(request.source) ?? '');
  const ask = (now: number): Promise<ProviderAnswer> =>
    callProvider(title, `${api}/app/installations/${installation}/access_tokens`, {
      method: 'POST',
      headers: headersWith(`Bearer ${appToken(app, key, now)}`),
      body,
      signal,
    });
  const answered = await asTheirClockHasIt(ask);
  const answer = readJson(title, answered, advice);
  const value = textAt(title, answer, 'token');
  return {
    value,
    secrets: [value],
    expiresAt: timeAt(title, answered, textAt(title, answer, 'expires_at')),
    revocation: {
      title,
      url: `${api}/installation/token`,
      method: 'DELETE',
      headers: headersWith(`Bearer ${value}`),
    },
  };
}

function readRef({ source: { ref } }: Asked['request']): { readonly app: string; readonly installation: string } {
  const { app, installation } = /^(?<app>\d+|Iv[\w.]+)\/(?<installation>\d+)$/.exec(ref)?.groups ?? {};
  if (app !== undefined && installation !== undefined) return { app, installation };
  throw new ProviderError('the "ref" of a GitHub App is its id or client id, a slash, and the id of the installation');
}

const advice = {
  401: "it does not know the app by this key, or this machine's clock is wrong; check the vault's entry and the time",
  403: 'permission denied; the app or its installation is suspended, or it is asked too often',
  404: 'the app has no such installation; check "ref" in valet-key.json, and whether the app is still installed',
  422: 'the installation does not have what the request asks for; ask for fewer repositories or permissions, or widen the app',
};

/** A token that is dated by a clock that is off is refused: then it is dated once more, by GitHub's own. */
async function asTheirClockHasIt(ask: (now: number) => Promise<ProviderAnswer>): Promise<ProviderAnswer> {
  const answer = await ask(Date.now());
  const isOff = answer.time !== undefined && Math.abs(answer.time - Date.now()) > tolerance;
  return answer.status === 401 && isOff ? ask(answer.time) : answer;
}

/** Milliseconds; a token's date goes back a minute anyway. */
const tolerance = 30_000;

/**
 * `identifier` is a repository, `contents:read` a permission: what is not asked for is not given. Without an identifier
 * the repositories are those that the request's own paths name, where all of them do.
 */
function narrowed({ authorization_details: details, call }: Asked['request']): object {
  const identified = details.flatMap(({ identifier }) => (identifier === undefined ? [] : [repositoryOf(identifier)]));
  const repositories = identified.length > 0 ? identified : repositoriesIn(call);
  const permissions = Object.fromEntries(
    details.flatMap(({ actions = [] }) => actions).map((action) => permissionOf(action)),
  );
  if (Object.keys(permissions).length === 0)
    throw new ProviderError('a GitHub App needs "actions" such as "contents:read" in the request');
  return { permissions, ...(repositories.length > 0 && { repositories: [...new Set(repositories)] }) };
}

function repositoriesIn(call: readonly CallRule[]): readonly string[] {
  const named = call.flatMap(({ paths = [''] }) => paths).map((path) => inPath.exec(path)?.groups?.['name']);
  return named.every((name) => name !== undefined) ? named : [];
}

/** As GitHub's REST API has it, and GitHub Enterprise Server's below `/api/v3`. */
const inPath = /^(?:\/api\/v3)?\/repos\/[\w.-]+\/(?<name>[\w.-]+)(?:\/|$)/;

function repositoryOf(identifier: string): string {
  const match = /^(?:[\w.-]+\/)?(?<name>[\w.-]+)$/.exec(identifier);
  if (match?.groups?.['name'] !== undefined) return match.groups['name'];
  throw new ProviderError(`"${identifier}" is no repository: an "identifier" for a GitHub App is owner/name`);
}

function permissionOf(action: string): readonly [string, string] {
  const [, name, level] = /^([a-z_]+):(read|write|admin)$/.exec(action) ?? [];
  if (name !== undefined && level !== undefined) return [name, level];
  throw new ProviderError(`"${action}" is no permission of a GitHub App: write it like "contents:read"`);
}

/** RFC 7519, signed with RS256, for nine minutes; a minute back, as clocks differ. */
function appToken(app: string, key: string, now: number): string {
  const seconds = Math.floor(now / 1000);
  const parts = [
    { alg: 'RS256', typ: 'JWT' },
    { iat: seconds - 60, exp: seconds + 540, iss: app },
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
