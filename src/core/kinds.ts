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
  return id === undefined ? undefined : [...services, ...team].find((service) => service.id === id);
}

/** Tells messages of the services that a team describes itself, in place of those it described before. */
export function nameTeamServices(described: readonly Service[]): void {
  team = described;
  catalogue = undefined;
}

let team: readonly Service[] = [];

/** The ids of all services and kinds that are here without a team's. */
export function takenIds(): ReadonlySet<string> {
  const kinds = [...ownKinds, ...ownShapes, ...genericKinds, ...services.flatMap(({ credentials }) => credentials)];
  return new Set([...services, ...kinds].map(({ id }) => id));
}

/** Built when the first finding is shown: an editor that never shows one does not pay for it. */
let catalogue: ReadonlyMap<string, KindFacts> | undefined;

function index(): ReadonlyMap<string, KindFacts> {
  const own = [...ownKinds, ...ownShapes, ...genericKinds].map(({ id, title, power }): [string, KindFacts] => [
    id,
    { title, power, publishable: false },
  ]);
  const issued = [...services, ...team].flatMap((service) =>
    service.credentials.map((kind: CredentialKind): [string, KindFacts] => [
      kind.id,
      { title: kind.title, power: kind.power, service, publishable: kind.role === 'publishable' },
    ]),
  );
  return new Map([...own, ...issued]);
}
