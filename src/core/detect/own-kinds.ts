import type { CredentialKind } from '../services/service.ts';

/** What messages and hovers need to know of a kind that belongs to no service. */
export interface OwnKind {
  readonly id: string;
  readonly title: string;
  readonly power: string;
}

/** The kinds of the engine itself; the generic probes have theirs in `generic/`. */
export const ownKinds: readonly OwnKind[] = [
  {
    id: 'private-key',
    title: 'private key',
    power: 'Proves an identity: signs in to servers, signs certificates or code, or decrypts what was sent to it.',
  },
  {
    id: 'known-value',
    title: 'known secret',
    power: 'Opens whatever the secret of the same value opens.',
  },
];

/** Kinds of open standards that anyone can issue, found by their shapes like those of services. */
export const ownShapes: readonly CredentialKind[] = [
  {
    id: 'jwt',
    title: 'JSON Web Token',
    power: 'Acts as the user or service it was issued to, until it expires.',
    shapes: [
      'eyJ{base64url:10-2000}.eyJ{base64url:8-4096}.{base64url:16-1400}',
      'eyJ{base64url:20-2000}.{base64url:0-1400}.{base64url:16-24}.{base64url:10-4096}.{base64url:20-24}',
    ],
    check: 'jwt',
    // The payload and the signature of the example at jwt.io, and the issuer of every local Supabase.
    spare: ['eyJzdWIiOiIxMjM0NTY3ODkw', 'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV', 'eyJpc3MiOiJzdXBhYmFzZS1kZW1v'],
  },
  {
    id: 'paseto',
    title: 'PASETO token',
    power: 'Acts as the user or service it was issued to, until it expires.',
    shapes: ['v{1|2|3|4}.{local|public}.{base64url:64-4096}'],
    check: 'paseto',
  },
];
