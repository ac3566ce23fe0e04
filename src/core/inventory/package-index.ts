import type { Packages, Service } from '../services/service.ts';
import type { Dependency } from './packages.ts';

/** Says whose client a package is. */
export type PackageIndex = (dependency: Dependency) => readonly Service[];

export function createPackageIndex(services: readonly Service[]): PackageIndex {
  const byName = new Map<string, Service[]>();
  for (const service of services) {
    for (const [ecosystem, names] of Object.entries(service.packages) as [keyof Packages, readonly string[]][]) {
      for (const name of names) {
        const key = keyOf(ecosystem, name);
        byName.set(key, [...(byName.get(key) ?? []), service]);
      }
    }
  }
  return ({ ecosystem, name }) => {
    for (const each of ecosystem === 'go' ? modulesAbove(name) : [name]) {
      const found = byName.get(keyOf(ecosystem, each));
      if (found) return found;
    }
    return [];
  };
}

/** PyPI's names are the same in any case and with any separator (PEP 503), NuGet's in any case. */
function keyOf(ecosystem: keyof Packages, name: string): string {
  if (ecosystem === 'pypi') return `pypi ${name.toLowerCase().replaceAll(/[-_.]+/g, '-')}`;
  return `${ecosystem} ${ecosystem === 'nuget' ? name.toLowerCase() : name}`;
}

/** `github.com/stripe/stripe-go/v82` is a version of `github.com/stripe/stripe-go`. */
function modulesAbove(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}
