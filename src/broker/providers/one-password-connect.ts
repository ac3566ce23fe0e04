import { isRecord } from '../vault/vault-file.ts';
import { askProvider, requiredSetting, textAt } from './http.ts';
import type { Reference } from './one-password-reference.ts';
import { ProviderError } from './provider.ts';

export interface Connecting {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

const title = '1Password Connect';

/**
 * What a reference names, read from a Connect server (github.com/1Password/connect, docs/openapi/spec.yaml): the vault
 * and the item by name or by id, then the one field.
 */
export async function readByConnect(reference: Reference, { env, signal }: Connecting): Promise<string> {
  const { host, token } = checkConnect(reference, env);
  const headers = { authorization: `Bearer ${token}` };
  const ask = (path: string) => askProvider(title, `${host}/v1/${path}`, { headers, signal, advice });
  const idOf = async (kind: 'vault' | 'item', name: string, path: string): Promise<string> => {
    if (id.test(name)) return name;
    const filter = `${kind === 'vault' ? 'name' : 'title'} eq "${name}"`;
    const { list } = await ask(`${path}?filter=${encodeURIComponent(filter)}`);
    return textAt(title, theOne(Array.isArray(list) ? list : [], `${kind} "${name}"`), 'id');
  };
  const vault = await idOf('vault', reference.vault, 'vaults');
  const item = await idOf('item', reference.item, `vaults/${vault}/items`);
  return valueIn(await ask(`vaults/${vault}/items/${item}`), reference);
}

/** What it is reached by. Throws `ProviderError` where something is missing, or it could never give that. */
export function checkConnect(
  { query }: Reference,
  env: Connecting['env'],
): { readonly host: string; readonly token: string } {
  if (query !== undefined)
    throw new ProviderError(`${title} gives fields as they are: leave out "?${query}", or use the program "op"`);
  return {
    host: requiredSetting(title, env, 'OP_CONNECT_HOST').replace(/\/$/, ''),
    token: requiredSetting(title, env, 'OP_CONNECT_TOKEN'),
  };
}

const advice = {
  401: 'it does not accept OP_CONNECT_TOKEN; make a new one, or check it',
  403: 'permission denied; OP_CONNECT_TOKEN has no access to that vault',
};

const id = /^[\da-z]{26}$/;

/** A field names its section by id, and the sections' labels stand apart; some servers name the label there too. */
function valueIn(whole: Readonly<Record<string, unknown>>, { section, field }: Reference): string {
  const sections = recordsIn(whole['sections'])
    .filter((one) => namedBy(one, section))
    .map((one) => one['id']);
  const found = recordsIn(whole['fields']).filter((one) => {
    const within = isRecord(one['section']) ? one['section'] : {};
    const isThere = section === undefined || sections.includes(within['id']) || namedBy(within, section);
    return isThere && namedBy(one, field);
  });
  const value = theOne(found, `field "${field}"`)['value'];
  if (typeof value === 'string' && value !== '') return value;
  throw new ProviderError(`the field "${field}" is empty in 1Password`);
}

function namedBy(one: Record<string, unknown>, name: string | undefined): boolean {
  return name !== undefined && [one['id'], one['label']].includes(name);
}

function recordsIn(list: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** Of several of one name none is guessed. */
function theOne(found: readonly unknown[], what: string): Record<string, unknown> {
  const [one, ...others] = found.filter(isRecord);
  if (!one) throw new ProviderError(`${title} has no ${what} that OP_CONNECT_TOKEN may read`);
  if (others.length > 0)
    throw new ProviderError(`${title} has more than one ${what}: write its id in the reference, or name its section`);
  return one;
}
