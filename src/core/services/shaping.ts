import { services } from './catalogue.ts';
import type { CredentialKind } from './service.ts';

/** What a placeholder needs to know of a service. */
export interface Shaping {
  readonly hosts: readonly string[];
  readonly kinds: readonly ShapedKind[];
}

export type ShapedKind = Pick<CredentialKind, 'id' | 'role' | 'shapes' | 'check'>;

/** Of every fact sheet that alone. In the bundles of programs it stands written out, without the sheets: `.ci/bundling.ts`. */
export const shapings: readonly Shaping[] = services.map(({ hosts, credentials }) => ({
  hosts,
  kinds: credentials.map(({ id, role, shapes, check }) => ({
    id,
    shapes,
    ...(role !== undefined && { role }),
    ...(check !== undefined && { check }),
  })),
}));
