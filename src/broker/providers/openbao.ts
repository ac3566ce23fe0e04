import { isRecord } from '../vault/vault-file.ts';
import { askProvider, requiredSetting, textAt } from './http.ts';
import { checkLogin, endingOf, ownToken, sealed } from './openbao-login.ts';
import type { OwnToken, Server } from './openbao-login.ts';
import { readSecretRef, valueIn } from './openbao-secret.ts';
import type { SecretRef } from './openbao-secret.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Checked, Issued, Provider, Revocation } from './provider.ts';
import { revokeAtProvider } from './revoke.ts';

export const openBao = providerOf('openbao', 'OpenBao');
export const hashiCorpVault = providerOf('hashicorp-vault', 'Vault');

/**
 * OpenBao and HashiCorp Vault, by their HTTP API (openbao.org/api-docs, developer.hashicorp.com/vault/api-docs): one
 * child token a grant, with the grant's time limit and the policies that the request names in `privileges`. What it
 * reads is a lease of it, so that revoking the token ends everything. `ref` is `PATH`, `PATH?field=NAME` or
 * `PATH?version=N&field=NAME`; the field may be a text with others in it: `{username}:{password}`.
 */
function providerOf(id: string, title: string): Provider {
  return {
    id,
    opensWith: [
      'BAO_TOKEN',
      'VAULT_TOKEN',
      'VALET_KEY_BAO_WRAPPED_TOKEN',
      'VALET_KEY_BAO_SECRET_ID',
      'VALET_KEY_BAO_JWT',
    ],
    check({ request, env }) {
      readSecretRef(title, request.source.ref);
      checkLogin(serverOf(title, env), env);
    },
    issue: (asked) => issue(asked, title),
  };
}

/** Each product's own settings come first where a machine has those of both. */
function serverOf(title: string, env: Checked['env']): Server {
  const [own, other] = title === 'Vault' ? ['VAULT', 'BAO'] : ['BAO', 'VAULT'];
  const address = requiredSetting(title, env, `${own}_ADDR`, `${other}_ADDR`).replace(/\/$/, '');
  const spaces = env[`${own}_NAMESPACE`] ?? env[`${other}_NAMESPACE`];
  const given = env[`${own}_TOKEN`] || env[`${other}_TOKEN`];
  return {
    title,
    address,
    given: given || undefined,
    headersOf: (token) => ({
      ...(token !== undefined && { 'x-vault-token': token }),
      ...(spaces && { 'x-vault-namespace': spaces }),
    }),
  };
}

async function issue(asked: Asked, title: string): Promise<Issued> {
  const ref = readSecretRef(title, asked.request.source.ref);
  const server = serverOf(title, asked.env);
  const child = await childToken(asked, server);
  asked.began?.(child.revocation);
  try {
    const answer = await read(ref, { asked, server, child });
    const value = valueIn(title, answer, ref.field);
    const lasts = Math.min(asked.ttl, child.lasts, await renewed(answer, { asked, server, child }));
    return {
      value: value.whole,
      secrets: [...new Set([value.whole, ...value.parts])],
      expiresAt: Date.now() + lasts * 1000,
      revocation: child.revocation,
    };
  } catch (error) {
    // A token that reads nothing must not stay; where it cannot be ended now, its time limit ends it.
    await revokeAtProvider(child.revocation).catch(() => undefined);
    throw error;
  }
}

interface ChildToken {
  readonly token: string;
  /** Seconds. */
  readonly lasts: number;
  readonly revocation: Revocation;
}

/** What a child token is used for: it reads, renews what it read, and ends itself. Whoever steals it has no more. */
const uses = 3;

/**
 * It is ended in its own name, or in that of a login that was made for it alone: nothing that could do more needs to be
 * kept until then.
 */
async function childToken(asked: Asked, server: Server): Promise<ChildToken> {
  const own = await ownToken(server, asked);
  try {
    return await childOf(own, asked, server);
  } catch (error) {
    if (own.revocation) await revokeAtProvider(own.revocation).catch(() => undefined);
    throw error;
  }
}

async function childOf(own: OwnToken, asked: Asked, server: Server): Promise<ChildToken> {
  const { title, address, headersOf } = server;
  const role = asked.env['VALET_KEY_BAO_ROLE'];
  const policies = asked.request.authorization_details.flatMap(({ privileges = [] }) => privileges);
  const created = await askProvider(
    title,
    `${address}/v1/auth/token/create${role ? `/${encodeURIComponent(role)}` : ''}`,
    {
      method: 'POST',
      headers: headersOf(own.token),
      body: JSON.stringify({
        ttl: `${asked.ttl}s`,
        explicit_max_ttl: `${asked.ttl}s`,
        num_uses: uses,
        renewable: false,
        display_name: 'valet-key',
        meta: { grant: asked.grant, subject: asked.request.subject },
        ...(policies.length > 0 && { policies: [...new Set(policies)] }),
      }),
      signal: asked.signal,
      advice: creating,
      follow: 'active node',
    },
  );
  const token = textAt(title, created, 'auth', 'client_token');
  return { token, lasts: leaseOf(created['auth']), revocation: own.revocation ?? endingOf(server, token) };
}

const creating = {
  400: 'it makes no child token as asked; a token role must make service tokens, and "privileges" in valet-key.json may name only policies that the token of this machine has',
  403: 'permission denied; the token of this machine (BAO_TOKEN or a login) has ended, or its policies do not allow "update" on auth/token/create',
  503: sealed,
};

interface Reading {
  readonly asked: Asked;
  readonly server: Server;
  readonly child: ChildToken;
}

async function read({ path, version }: SecretRef, { asked, server, child }: Reading): Promise<Answer> {
  const { title, address, headersOf } = server;
  const which = version === undefined ? path : `${path} in version ${version}`;
  return askProvider(title, `${address}/v1/${path}${version === undefined ? '' : `?version=${version}`}`, {
    headers: headersOf(child.token),
    signal: asked.signal,
    follow: 'active node',
    advice: {
      403: `permission denied; the policies of the child token do not allow "read" on ${path}`,
      404: `there is nothing at ${which}; in KV version 2 the path goes on with data/ after the mount`,
      405: `${path} cannot be read: it is no secret of KV, and nothing that makes credentials`,
      503: sealed,
    },
  });
}

/**
 * How long what was read lives, in seconds: a lease that is shorter than the grant is renewed at once, as the task may
 * have what it is for in its environment already. Where that cannot be, it ends when it does.
 */
async function renewed(answer: Answer, { asked, server, child }: Reading): Promise<number> {
  const lasts = leaseOf(answer);
  if (lasts >= asked.ttl || answer['renewable'] !== true) return lasts;
  const { title, address, headersOf } = server;
  const body = JSON.stringify({ lease_id: answer['lease_id'], increment: asked.ttl });
  const call = { method: 'POST', headers: headersOf(child.token), body, signal: asked.signal } as const;
  try {
    const again = await askProvider(title, `${address}/v1/sys/leases/renew`, { ...call, follow: 'active node' });
    return Math.max(lasts, leaseOf(again));
  } catch (error) {
    if (error instanceof ProviderError) return lasts;
    throw error;
  }
}

type Answer = Readonly<Record<string, unknown>>;

/** Seconds; a lease of none, as in KV, is as long as its token. */
function leaseOf(answer: unknown): number {
  const lasts = isRecord(answer) ? answer['lease_duration'] : undefined;
  return typeof lasts === 'number' && lasts > 0 && isLease(answer) ? lasts : Infinity;
}

function isLease(answer: unknown): boolean {
  return isRecord(answer) && (typeof answer['client_token'] === 'string' || textOf(answer['lease_id']) !== '');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
