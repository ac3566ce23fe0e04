import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isRecord } from '../vault/vault-file.ts';
import { askProvider, requiredSetting, textAt } from './http.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Issued, Provider } from './provider.ts';

/**
 * OpenBao and HashiCorp Vault, by their HTTP API (openbao.org/api-docs, developer.hashicorp.com/vault/api-docs): one
 * child token a grant, with the grant's time limit. What it reads is a lease of it, so that revoking the token ends
 * everything. `ref` is `PATH` or `PATH?field=NAME`; the field may be a text with others in it: `{username}:{password}`.
 */
export function openBaoProvider(
  env: Readonly<Record<string, string | undefined>>,
  id: 'openbao' | 'hashicorp-vault',
): Provider {
  return { id, issue: (asked) => issue(asked, env) };
}

const title = 'OpenBao';

async function issue(asked: Asked, env: Readonly<Record<string, string | undefined>>): Promise<Issued> {
  const address = requiredSetting(title, env, 'BAO_ADDR', 'VAULT_ADDR').replace(/\/$/, '');
  const parent = parentToken(env);
  const spaces = env['BAO_NAMESPACE'] ?? env['VAULT_NAMESPACE'];
  const headersOf = (token: string) => ({ 'x-vault-token': token, ...(spaces && { 'x-vault-namespace': spaces }) });
  const { path, field } = readRef(asked.request.source.ref);
  const created = await askProvider(title, `${address}/v1/auth/token/create`, {
    method: 'POST',
    headers: headersOf(parent),
    body: JSON.stringify({
      ttl: `${asked.ttl}s`,
      explicit_max_ttl: `${asked.ttl}s`,
      renewable: false,
      display_name: 'valet-key',
      meta: { grant: asked.grant, subject: asked.request.subject },
    }),
    signal: asked.signal,
  });
  const token = textAt(title, created, 'auth', 'client_token');
  const accessor = textAt(title, created, 'auth', 'accessor');
  const revoke = async (): Promise<void> => {
    const body = JSON.stringify({ accessor });
    await askProvider(title, `${address}/v1/auth/token/revoke-accessor`, {
      method: 'POST',
      headers: headersOf(parent),
      body,
    });
  };
  try {
    const answer = await askProvider(title, `${address}/v1/${path}`, {
      headers: headersOf(token),
      signal: asked.signal,
    });
    const value = valueIn(answer, field);
    return {
      value: value.whole,
      secrets: [...new Set([value.whole, ...value.parts])],
      expiresAt: Date.now() + asked.ttl * 1000,
      revoke,
    };
  } catch (error) {
    // A token that reads nothing must not stay.
    await revoke().catch(() => undefined);
    throw error;
  }
}

function readRef(ref: string): { readonly path: string; readonly field: string } {
  const [path = '', query = ''] = ref.split('?');
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..') || /^(?:sys|auth)\//.test(path)) {
    throw new ProviderError(`${title} has no secret at "${path}"`);
  }
  return { path, field: /^field=(?<field>.+)$/.exec(query)?.groups?.['field'] ?? 'value' };
}

/** KV version 2 holds its data one level deeper. */
function valueIn(
  answer: Readonly<Record<string, unknown>>,
  field: string,
): { whole: string; parts: readonly string[] } {
  const outer = answer['data'];
  const data = isRecord(outer) && isRecord(outer['data']) && isRecord(outer['metadata']) ? outer['data'] : outer;
  if (!field.includes('{')) {
    const whole = textAt(title, data, field);
    return { whole, parts: [] };
  }
  const parts: string[] = [];
  const whole = field.replaceAll(/\{(?<name>\w+)\}/g, (_all, name: string) => {
    const part = textAt(title, data, name);
    parts.push(part);
    return part;
  });
  return { whole, parts };
}

/** From the environment, else from where `bao login` and `vault login` keep it. */
function parentToken(env: Readonly<Record<string, string | undefined>>): string {
  const given = env['BAO_TOKEN'] ?? env['VAULT_TOKEN'];
  if (given) return given;
  try {
    return readFileSync(join(env['HOME'] ?? homedir(), '.vault-token'), 'utf8').trim();
  } catch (error) {
    throw new ProviderError(`${title} needs BAO_TOKEN or VAULT_TOKEN, or a login`, { cause: error });
  }
}
