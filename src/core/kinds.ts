import { genericKinds } from './detect/generic/kinds.ts';
import { ownKinds, ownShapes } from './detect/own-kinds.ts';
import { services } from './services/catalogue.ts';
import type { CredentialKind, Service } from './services/service.ts';

/** What messages need to know of a kind, whoever issues it. */
export interface KindFacts {
  readonly title: string;
  /** What a holder can do, one sentence. */
  readonly power?: string;
  readonly service?: Service;
  readonly publishable: boolean;
}

export function kindFacts(kind: string): KindFacts {
  catalogue ??= index();
  return catalogue.get(kind) ?? { title: kind.replaceAll('-', ' '), publishable: false };
}

export function serviceOf(id: string | undefined): Service | undefined {
  return id === undefined ? undefined : services.find((service) => service.id === id);
}

/** Built when the first finding is shown: an editor that never shows one does not pay for it. */
let catalogue: ReadonlyMap<string, KindFacts> | undefined;

function index(): ReadonlyMap<string, KindFacts> {
  const own = [...ownKinds, ...ownShapes, ...genericKinds].map(({ id, title, power }): [string, KindFacts] => [
    id,
    { title, power, publishable: false },
  ]);
  const issued = services.flatMap((service) =>
    service.credentials.map((kind: CredentialKind): [string, KindFacts] => [
      kind.id,
      { title: kind.title, power: kind.power, service, publishable: kind.role === 'publishable' },
    ]),
  );
  return new Map([...own, ...issued]);
}
