import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { systemCodeOf } from '../disk/disk-fault.ts';
import { askProvider, textAt } from './http.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Checked, Revocation } from './provider.ts';
import { unwrapped } from './wrapped-token.ts';

/** One OpenBao or HashiCorp Vault, as a call reaches it. */
export interface Server {
  readonly title: string;
  readonly address: string;
  /** The token that this machine's environment holds for it. */
  readonly given: string | undefined;
  readonly headersOf: (token?: string) => Readonly<Record<string, string>>;
}

/** The token that this machine has there, or has got for one grant alone: then it is ended with it. */
export interface OwnToken {
  readonly token: string;
  readonly revocation?: Revocation;
}

/** Handed over wrapped, from the environment, by a login, or from where `bao login` and `vault login` keep it. */
export async function ownToken(server: Server, { env, signal }: Asked): Promise<OwnToken> {
  const { title, address, headersOf } = server;
  const wrapped = env['VALET_KEY_BAO_WRAPPED_TOKEN'];
  if (wrapped) return { token: await unwrapped(wrapped, { title, address, headers: headersOf(wrapped), env, signal }) };
  if (server.given !== undefined) return { token: server.given };
  const login = loginIn(title, env);
  return login ? loggedIn(login, server, signal) : { token: keptToken(title, env) };
}

/** Throws `ProviderError` where this machine has no token and no way to get one. */
export function checkLogin({ title, given }: Server, env: Checked['env']): void {
  if (env['VALET_KEY_BAO_WRAPPED_TOKEN'] || given !== undefined) return;
  if (!loginIn(title, env)) keptToken(title, env);
}

/** A token ends itself, and all that was made with it. */
export function endingOf({ title, address, headersOf }: Server, token: string): Revocation {
  const url = `${address}/v1/auth/token/revoke-self`;
  return { title, url, method: 'POST', headers: headersOf(token), follow: 'active node' };
}

export const sealed = 'it is sealed or not ready; ask whoever runs it to unseal it';

interface Login {
  /** Where its method is mounted: `approle`, `kubernetes`, `jwt`, `team/jwt`. */
  readonly mount: string;
  readonly body: Readonly<Record<string, string>>;
}

/**
 * A machine's own login: AppRole by its ids, JWT and Kubernetes by a role and the token that the platform gives. Their
 * bodies are the same for both products (openbao.org/api-docs/auth).
 */
function loginIn(title: string, env: Checked['env']): Login | undefined {
  const [mount, roleId, role] = ['LOGIN', 'ROLE_ID', 'LOGIN_ROLE'].map((name) => env[`VALET_KEY_BAO_${name}`]);
  if (mount !== undefined && !/^\w[\w.-]*(?:\/\w[\w.-]*)*$/.test(mount))
    throw new ProviderError(
      'VALET_KEY_BAO_LOGIN is where a login is mounted, such as "approle", "kubernetes" or "jwt"',
    );
  const secretId = env['VALET_KEY_BAO_SECRET_ID'];
  if (roleId) return { mount: mount ?? 'approle', body: { role_id: roleId, ...(secretId && { secret_id: secretId }) } };
  if (mount === undefined && !role) return undefined;
  if (!role)
    throw new ProviderError(
      `${title} needs VALET_KEY_BAO_ROLE_ID for a login by AppRole, or VALET_KEY_BAO_LOGIN_ROLE for one by JWT or Kubernetes`,
    );
  return { mount: mount ?? 'jwt', body: { role, jwt: platformToken(title, env) } };
}

/** As a CI system hands it over, or as Kubernetes lays it down, where it is renewed: read anew each time. */
function platformToken(title: string, env: Checked['env']): string {
  const given = env['VALET_KEY_BAO_JWT'];
  if (given) return given;
  const path = env['VALET_KEY_BAO_JWT_FILE'] ?? '/var/run/secrets/kubernetes.io/serviceaccount/token';
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ProviderError(
      `${title} needs the token of this machine's platform for its login: in VALET_KEY_BAO_JWT, or in the file that VALET_KEY_BAO_JWT_FILE names (${path}: ${systemCodeOf(error) ?? 'cannot be read'})`,
      { cause: error },
    );
  }
}

async function loggedIn({ mount, body }: Login, server: Server, signal: AbortSignal): Promise<OwnToken> {
  const { title, address, headersOf } = server;
  const refused = `the login by "${mount}" is refused; check its ids and roles: a secret id may have been used up, and needs one use a grant`;
  const answer = await askProvider(title, `${address}/v1/auth/${mount}/login`, {
    method: 'POST',
    headers: headersOf(),
    body: JSON.stringify(body),
    signal,
    advice: { 400: refused, 403: refused, 404: `no login is mounted at "${mount}"`, 503: sealed },
    follow: 'active node',
  });
  const token = textAt(title, answer, 'auth', 'client_token');
  return { token, revocation: endingOf(server, token) };
}

function keptToken(title: string, env: Checked['env']): string {
  try {
    return readFileSync(join(env['HOME'] ?? homedir(), '.vault-token'), 'utf8').trim();
  } catch (error) {
    throw new ProviderError(`${title} needs BAO_TOKEN or VAULT_TOKEN in the environment of valet-key, or a login`, {
      cause: error,
    });
  }
}
