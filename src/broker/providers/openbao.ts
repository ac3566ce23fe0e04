import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isRecord } from '../vault/vault-file.ts';
import { askProvider, requiredSetting, textAt } from './http.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Issued, Provider, Revocation } from './provider.ts';
import { revokeAtProvider } from './revoke.ts';
import { unwrapped } from './wrapped-token.ts';

/**
 * OpenBao and HashiCorp Vault, by their HTTP API (openbao.org/api-docs, developer.hashicorp.com/vault/api-docs): one
 * child token a grant, with the grant's time limit and the policies that the request names in `privileges`. What it
 * reads is a lease of it, so that revoking the token ends everything. `ref` is `PATH` or `PATH?field=NAME`; the field
 * may be a text with others in it: `{username}:{password}`.
 */
export function openBaoProvider(env: Env, id: 'openbao' | 'hashicorp-vault'): Provider {
  return {
    id,
    opensWith: ['BAO_TOKEN', 'VAULT_TOKEN', 'VALET_KEY_BAO_WRAPPED_TOKEN'],
    issue: (asked) => issue(asked, { env, title: id === 'openbao' ? 'OpenBao' : 'Vault' }),
  };
}

type Env = Readonly<Record<string, string | undefined>>;

interface Server {
  readonly title: string;
  readonly address: string;
  readonly headersOf: (token: string) => Readonly<Record<string, string>>;
}

async function issue(asked: Asked, { env, title }: { env: Env; title: string }): Promise<Issued> {
  const { path, field } = readRef(title, asked.request.source.ref);
  const address = requiredSetting(title, env, 'BAO_ADDR', 'VAULT_ADDR').replace(/\/$/, '');
  const spaces = env['BAO_NAMESPACE'] ?? env['VAULT_NAMESPACE'];
  const headersOf = (token: string) => ({ 'x-vault-token': token, ...(spaces && { 'x-vault-namespace': spaces }) });
  const server: Server = { title, address, headersOf };
  const child = await childToken(asked, { server, env });
  try {
    const answer = await askProvider(title, `${address}/v1/${path}`, {
      headers: headersOf(child.token),
      signal: asked.signal,
      advice: adviceFor(path),
    });
    const value = valueIn(answer, { title, field });
    const lasts = Math.min(asked.ttl, child.lasts, leaseOf(answer));
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

/** It is ended in its own name: nothing that could do more needs to be kept until then. */
async function childToken(asked: Asked, { server, env }: { server: Server; env: Env }): Promise<ChildToken> {
  const { title, address, headersOf } = server;
  const role = env['VALET_KEY_BAO_ROLE'];
  const parent = await parentToken(server, env, asked.signal);
  const policies = asked.request.authorization_details.flatMap(({ privileges = [] }) => privileges);
  const created = await askProvider(
    title,
    `${address}/v1/auth/token/create${role ? `/${encodeURIComponent(role)}` : ''}`,
    {
      method: 'POST',
      headers: headersOf(parent),
      body: JSON.stringify({
        ttl: `${asked.ttl}s`,
        explicit_max_ttl: `${asked.ttl}s`,
        renewable: false,
        display_name: 'valet-key',
        meta: { grant: asked.grant, subject: asked.request.subject },
        ...(policies.length > 0 && { policies: [...new Set(policies)] }),
      }),
      signal: asked.signal,
      advice: creating,
    },
  );
  const token = textAt(title, created, 'auth', 'client_token');
  const url = `${address}/v1/auth/token/revoke-self`;
  return {
    token,
    lasts: leaseOf(created['auth']),
    revocation: { title, url, method: 'POST', headers: headersOf(token) },
  };
}

const sealed = 'it is sealed or not ready; ask whoever runs it to unseal it';
const creating = {
  400: 'it makes no child token as asked; "privileges" in valet-key.json may name only policies that the token of this machine has',
  403: 'permission denied; the token of this machine (BAO_TOKEN or a login) has ended, or its policies do not allow "update" on auth/token/create',
  503: sealed,
};

function adviceFor(path: string): Readonly<Record<number, string>> {
  return {
    403: `permission denied; the policies of the child token do not allow "read" on ${path}`,
    404: `there is nothing at ${path}; in KV version 2 the path goes on with data/ after the mount`,
    503: sealed,
  };
}

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

function readRef(title: string, ref: string): { readonly path: string; readonly field: string } {
  const [path = '', query = ''] = ref.split('?');
  const isPlain = path.split('/').every((part) => /^[\w.@ -]+$/.test(part) && part !== '.' && part !== '..');
  if (!isPlain || /^(?:sys|auth)(?:\/|$)/.test(path)) throw new ProviderError(`${title} has no secret at "${path}"`);
  return { path, field: /^field=(?<field>.+)$/.exec(query)?.groups?.['field'] ?? 'value' };
}

/** KV version 2 holds its data one level deeper. */
function valueIn(
  answer: Readonly<Record<string, unknown>>,
  { title, field }: { title: string; field: string },
): { whole: string; parts: readonly string[] } {
  const outer = answer['data'];
  const data = isRecord(outer) && isRecord(outer['data']) && isRecord(outer['metadata']) ? outer['data'] : outer;
  if (!field.includes('{')) return { whole: fieldOf(title, data, field), parts: [] };
  const parts: string[] = [];
  const whole = field.replaceAll(/\{(?<name>\w+)\}/g, (_all, name: string) => {
    const part = fieldOf(title, data, name);
    parts.push(part);
    return part;
  });
  return { whole, parts };
}

/** Names no other field: they are the secret's own. */
function fieldOf(title: string, data: unknown, name: string): string {
  const value = isRecord(data) && Object.hasOwn(data, name) ? data[name] : undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw new ProviderError(`${title} has no field "${name}" there; name one with ?field= in "ref"`);
}

/** Handed over wrapped, from the environment, or from where `bao login` and `vault login` keep it. */
async function parentToken({ title, address, headersOf }: Server, env: Env, signal: AbortSignal): Promise<string> {
  const wrapped = env['VALET_KEY_BAO_WRAPPED_TOKEN'];
  if (wrapped) return unwrapped(wrapped, { title, address, headers: headersOf(wrapped), env, signal });
  const given = env['BAO_TOKEN'] ?? env['VAULT_TOKEN'];
  if (given) return given;
  try {
    return readFileSync(join(env['HOME'] ?? homedir(), '.vault-token'), 'utf8').trim();
  } catch (error) {
    throw new ProviderError(`${title} needs BAO_TOKEN or VAULT_TOKEN in the environment of valet-key, or a login`, {
      cause: error,
    });
  }
}
