import { randomInt } from 'node:crypto';
import { providerFor } from '../providers/providers.ts';
import type { GrantedRequest } from './grants.ts';

/** What a task holds for a request: in the variable that it asked for, and in those that its SDK reads beside it. */
export function heldVariables(
  { request, placeholder }: Pick<GrantedRequest, 'request' | 'placeholder'>,
  variable: string,
  value?: string,
): Readonly<Record<string, string>> {
  const provider = providerFor(request.source.provider);
  const parts = provider?.parts?.(value ?? `${madeUpId()}:${placeholder}`);
  return { [variable]: value ?? placeholder, ...parts };
}

/** SDKs sign with a key of a name only; the guard puts the true one in its place. As AWS names temporary keys. */
function madeUpId(): string {
  return `ASIA${Array.from({ length: 16 }, () => letters[randomInt(letters.length)] ?? '').join('')}`;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
