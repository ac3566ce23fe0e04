import { ProviderError } from './provider.ts';

/** `op://vault/item/field` or `op://vault/item/section/field` (developer.1password.com/docs/cli/secret-reference-syntax). */
export interface Reference {
  readonly vault: string;
  readonly item: string;
  readonly section?: string;
  readonly field: string;
  /** `attribute=otp`: another form of the field. */
  readonly query?: string;
}

/** As 1Password's own validator reads it, but for empty parts, which name nothing. */
export function readReference(ref: string): Reference {
  const [path = '', query, more] = ref.split('?');
  const parts = path.startsWith('op://') ? path.slice('op://'.length).split('/') : [];
  const [vault = '', item = '', ...rest] = parts;
  const isWhole = parts.length >= 3 && parts.length <= 4 && parts.every((part) => /^[\w .-]+$/.test(part));
  if (!isWhole || more !== undefined || !(query === undefined || /^[\w-]+=[\w-]+$/.test(query)))
    throw new ProviderError(
      'a reference of 1Password is written op://vault/item/field or op://vault/item/section/field',
    );
  return {
    vault,
    item,
    field: rest.at(-1) ?? '',
    ...(rest.length === 2 && { section: rest[0] ?? '' }),
    ...(query !== undefined && { query }),
  };
}
