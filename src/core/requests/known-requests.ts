import type { Manifest, Request } from './manifest.ts';

/** The requests that there are, indexed: a thousand findings ask for the same names and values again and again. */
export interface KnownRequests {
  has(name: string): boolean;
  hasVariable(variable: string): boolean;
  /** Those that took the place of this value, the first one first. */
  replacing(fingerprint: string): readonly { readonly name: string; readonly request: Request }[];
  get(name: string): Request | undefined;
  set(name: string, request: Request): void;
  /** `wanted`, `wanted-2`, … from the first that no request or variable has; callers may pass over more of them. */
  freeNames(wanted: string): Generator<string, never>;
  freeVariables(wanted: string): Generator<string, never>;
}

export function knownRequests(first: Manifest['requests'] = {}): KnownRequests {
  const requests = new Map<string, Request>();
  const variables = new Set<string>();
  const names = new Map<string, Set<string>>();
  const set = (name: string, request: Request): void => {
    requests.set(name, request);
    if (request.delivery.env !== undefined) variables.add(request.delivery.env);
    for (const { fingerprint } of request.replaces ?? []) {
      names.set(fingerprint, (names.get(fingerprint) ?? new Set()).add(name));
    }
  };
  for (const [name, request] of Object.entries(first)) set(name, request);
  return {
    has: (name) => requests.has(name),
    hasVariable: (variable) => variables.has(variable),
    replacing: (fingerprint) =>
      [...(names.get(fingerprint) ?? [])].flatMap((name) => {
        const request = requests.get(name);
        return request ? [{ name, request }] : [];
      }),
    get: (name) => requests.get(name),
    set,
    freeNames: numbering('-', requests),
    freeVariables: numbering('_', variables),
  };
}

/** Names that were found in use stay in use, so that the next search begins behind them. */
function numbering(separator: string, used: Pick<ReadonlySet<string>, 'has'>) {
  const begins = new Map<string, number>();
  return function* (wanted: string): Generator<string, never> {
    const nameAt = (number: number): string => (number === 1 ? wanted : `${wanted}${separator}${number}`);
    let begin = begins.get(wanted) ?? 1;
    while (used.has(nameAt(begin))) begin += 1;
    begins.set(wanted, begin);
    for (let number = begin; ; number++) if (!used.has(nameAt(number))) yield nameAt(number);
  };
}
