import { ProviderError } from './provider.ts';

/** `op://vault/item/field` or `op://vault/item/section/field` (developer.1password.com/docs/cli/secret-reference-syntax). */
export interface Reference {
  readonly vault: string;
  readonly item: string;
  readonly section?: string;
  readonly field: string;
  /** `attribute=otp` or `ssh-format=openssh`: another form of the field. */
  readonly query?: string;
}

/** As 1Password's own validator reads it, but for empty parts, which name nothing. */
export function readReference(ref: string): Reference {
  const { vault, item, section, field, query } = shape.exec(ref)?.groups ?? {};
  if (vault === undefined || item === undefined || field === undefined)
    throw new ProviderError(
      'a reference of 1Password is written op://vault/item/field or op://vault/item/section/field',
    );
  return { vault, item, field, ...(section !== undefined && { section }), ...(query !== undefined && { query }) };
}

const part = '[\\w .-]+';
const shape = new RegExp(
  `^op://(?<vault>${part})/(?<item>${part})(?:/(?<section>${part}))?/(?<field>${part})(?:[?](?<query>attribute=otp|ssh-format=openssh))?$`,
);
