import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { isRecord } from '../vault/vault-file.ts';
import { askProvider, requiredSetting, textAt } from './http.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Issued, Provider } from './provider.ts';

/**
 * 1Password: by a Connect server where `OP_CONNECT_HOST` names one (developer.1password.com/docs/connect/api-reference),
 * else by the person's own `op`. `ref` is `op://vault/item/field` or `op://vault/item/section/field`. It has no lease
 * and nothing to take back: the guard alone keeps the value within the request.
 */
export function onePasswordProvider(env: Readonly<Record<string, string | undefined>>): Provider {
  return {
    id: '1password',
    async issue(asked) {
      const reference = readReference(asked.request.source.ref);
      const value = env['OP_CONNECT_HOST'] ? await byConnect(reference, asked, env) : await byProgram(asked, env);
      return { value, secrets: [value] } satisfies Issued;
    },
  };
}

const title = '1Password';

interface Reference {
  readonly vault: string;
  readonly item: string;
  readonly section?: string;
  readonly field: string;
}

/** As 1Password's own validator reads it, but for empty parts, which name nothing. */
export function readReference(ref: string): Reference {
  const [path = ''] = ref.split('?');
  const parts = path.startsWith('op://') ? path.slice('op://'.length).split('/') : [];
  const [vault = '', item = '', ...rest] = parts;
  const field = rest.at(-1) ?? '';
  if (parts.length < 3 || parts.length > 4 || parts.some((part) => !/^[\w .-]+$/.test(part))) {
    throw new ProviderError(`a reference of ${title} is written op://vault/item/field`);
  }
  return { vault, item, field, ...(rest.length === 2 && { section: rest[0] ?? '' }) };
}

async function byConnect(
  { vault, item, section, field }: Reference,
  { signal }: Asked,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const host = requiredSetting(title, env, 'OP_CONNECT_HOST').replace(/\/$/, '');
  const headers = { authorization: `Bearer ${requiredSetting(title, env, 'OP_CONNECT_TOKEN')}` };
  const find = async (path: string, property: string, name: string): Promise<string> => {
    const filter = encodeURIComponent(`${property} eq "${name}"`);
    const { list } = await askProvider(title, `${host}/v1/${path}?filter=${filter}`, { headers, signal });
    return textAt(title, Array.isArray(list) ? list[0] : undefined, 'id');
  };
  const vaultId = await find('vaults', 'name', vault);
  const itemId = await find(`vaults/${vaultId}/items`, 'title', item);
  const whole = await askProvider(title, `${host}/v1/vaults/${vaultId}/items/${itemId}`, { headers, signal });
  const fields: readonly unknown[] = Array.isArray(whole['fields']) ? whole['fields'] : [];
  const found = fields.filter(isRecord).find((one) => {
    const inSection = isRecord(one['section']) ? one['section'] : {};
    const isThere = section === undefined || [inSection['id'], inSection['label']].includes(section);
    return isThere && [one['id'], one['label']].includes(field);
  });
  return textAt(title, found, 'value');
}

/** The program itself asks the person to unlock it; it is called by its absolute path and without a shell. */
async function byProgram(
  { request, signal }: Asked,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const program = programOn(env['PATH'] ?? '');
  if (program === undefined) throw new ProviderError(`${title} needs its program "op" on the PATH, or OP_CONNECT_HOST`);
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      program,
      ['read', '--no-newline', request.source.ref],
      { env, signal, timeout: 60_000, windowsHide: true },
      (error, stdout) => {
        // Its own message may quote what it read.
        if (error) reject(new ProviderError(`${title}'s program "op" could not read the reference`));
        else resolve(stdout);
      },
    );
  });
  if (output === '') throw new ProviderError(`${title} gave an empty value`);
  return output;
}

function programOn(path: string): string | undefined {
  const names = process.platform === 'win32' ? ['op.exe'] : ['op'];
  const places = path
    .split(delimiter)
    .filter(isAbsolute)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      // Not here: the next place on the PATH.
      return false;
    }
  });
}
