import { agents } from './agents.ts';
import { ai } from './ai.ts';
import { analytics } from './analytics.ts';
import { cloud } from './cloud.ts';
import { code } from './code.ts';
import { commerce } from './commerce.ts';
import { databases } from './databases.ts';
import { devtools } from './devtools.ts';
import { hosting } from './hosting.ts';
import { identity } from './identity.ts';
import { maps } from './maps.ts';
import { marketing } from './marketing.ts';
import { messaging } from './messaging.ts';
import { observability } from './observability.ts';
import { payments } from './payments.ts';
import { saas } from './saas.ts';
import { things } from './things.ts';
import type { CredentialKind, Service } from './service.ts';

/** Every built-in fact sheet, in the order of the groups' files. */
export const services: readonly Service[] = [
  ...ai,
  ...agents,
  ...cloud,
  ...code,
  ...hosting,
  ...devtools,
  ...databases,
  ...identity,
  ...maps,
  ...observability,
  ...payments,
  ...messaging,
  ...saas,
  ...commerce,
  ...marketing,
  ...analytics,
  ...things,
];

export function kindById(id: string): CredentialKind | undefined {
  return kindsById.get(id);
}

const kindsById: ReadonlyMap<string, CredentialKind> = new Map(
  services.flatMap(({ credentials }) => credentials.map((kind) => [kind.id, kind])),
);
