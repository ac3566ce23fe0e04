import { randomInt } from 'node:crypto';
import { awsVariables } from '../providers/aws-sts.ts';
import { providerFor } from '../providers/providers.ts';
import type { GrantedRequest } from './grants.ts';

/** What a task holds for a request: in the variable that it asked for, and in those that its SDK reads beside it. */
export function heldVariables(
  { request, placeholder }: Pick<GrantedRequest, 'request' | 'placeholder'>,
  variable: string,
  value?: string,
): Readonly<Record<string, string>> {
  if (value !== undefined) return { [variable]: value, ...providerFor(request.source.provider)?.parts?.(value) };
  // A secret key of the vault goes with the name that stood beside it; what a provider issues has a name of its own.
  const isNamed = request.delivery.mode !== 'sigv4' || request.source.provider === 'vault';
  return { [variable]: placeholder, ...(isNamed ? {} : awsVariables(`${madeUpId()}:${placeholder}`)) };
}

/** SDKs sign with a key of a name only; the guard puts the true one in its place. As AWS names temporary keys. */
function madeUpId(): string {
  return `ASIA${Array.from({ length: 16 }, () => letters[randomInt(letters.length)] ?? '').join('')}`;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
