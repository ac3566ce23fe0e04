import { isRecord } from '../vault/vault-file.ts';
import { ProviderError } from './provider.ts';

/** `PATH?version=N&field=NAME`: what is read, and what of it. */
export interface SecretRef {
  readonly path: string;
  /** Of KV version 2; absent for the newest. */
  readonly version?: number;
  readonly field: string;
}

export function readSecretRef(title: string, ref: string): SecretRef {
  const [path = '', ...rest] = ref.split('?');
  const isPlain = path.split('/').every((part) => /^[\w.@ -]+$/.test(part) && part !== '.' && part !== '..');
  if (!isPlain || /^(?:sys|auth)(?:\/|$)/.test(path)) throw new ProviderError(`${title} has no secret at "${path}"`);
  // A field is a text of any kind: it comes last, and holds what it holds.
  const asked = /^(?:version=(?<version>[1-9]\d{0,8})(?:&|$))?(?:field=(?<field>.+))?$/.exec(rest.join('?'));
  if (!asked)
    throw new ProviderError(
      `the "ref" of ${title} is a path, then ?field=NAME, or ?version=N&field=NAME for KV version 2`,
    );
  const { version, field = 'value' } = asked.groups ?? {};
  return { path, field, ...(version !== undefined && { version: Number(version) }) };
}

/** KV version 2 holds its data one level deeper. */
export function valueIn(
  title: string,
  answer: Readonly<Record<string, unknown>>,
  field: string,
): { readonly whole: string; readonly parts: readonly string[] } {
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
