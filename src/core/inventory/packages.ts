import type { Packages } from '../services/service.ts';

/** A package that an app depends on, by the name that its ecosystem gives it. */
export interface Dependency {
  readonly ecosystem: keyof Packages;
  readonly name: string;
  /** Where the name stands in the text, in UTF-16 units. */
  readonly offset: number;
}

/** Whether a file says what an app depends on: the app is the folder that it is in. */
export function isDependencyFile(path: string): boolean {
  return readerOf(path) !== undefined;
}

/** What a file says an app depends on, itself; what that depends on in turn is not the app's own connection. */
export function dependenciesIn(path: string, text: string): readonly Dependency[] {
  return readerOf(path)?.(text) ?? [];
}

type Reader = (text: string) => readonly Dependency[];

function readerOf(path: string): Reader | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return readers.find(([form]) => form.test(name))?.[1];
}

const readers: readonly (readonly [name: RegExp, read: Reader])[] = [
  [
    /^package\.json$/,
    (text) => inJson(text, 'npm', ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']),
  ],
  [/^composer\.json$/, (text) => inJson(text, 'composer', ['require', 'require-dev'])],
  [/^requirements[\w.-]*\.(?:txt|in)$|^constraints\.txt$/, matches('pypi', /^[ \t]*([A-Za-z0-9][\w.-]*)/gm)],
  [
    /^(?:pyproject\.toml|Pipfile|setup\.(?:py|cfg))$/,
    matches('pypi', /(?:^[ \t]*|["'])([A-Za-z0-9][\w.-]*)(?=[ \t]*(?:[<>=!~;[@"',]|$))/gm),
  ],
  [/^go\.mod$/, matches('go', /^[ \t]*(?:require[ \t]+)?(?!require\b)([\w./-]+)[ \t]+v\d/gm)],
  [
    /^Cargo\.toml$/,
    matches('cargo', /^(?:\[[\w.'"()=-]*dependencies\.)?([A-Za-z][\w-]*)(?=\]|[ \t]*(?:=|\.workspace))/gm),
  ],
  [
    /^(?:Gemfile|gems\.rb)$|\.gemspec$/,
    matches('gem', /\b(?:gem|add_(?:runtime_|development_)?dependency)[ \t(]+["']([\w.-]+)["']/g),
  ],
  [
    /\.(?:cs|fs|vb)proj$|^Directory\.Packages\.props$/,
    matches('nuget', /<Package(?:Reference|Version)\s+(?:Include|Update)="([\w.-]+)"/g),
  ],
  [/^packages\.config$/, matches('nuget', /<package\s+id="([\w.-]+)"/g)],
  [/^build\.gradle(?:\.kts)?$/, matches('maven', /["']([\w.-]+:[\w.-]+)(?=[:"'])/g)],
  [/^pom\.xml$/, inPom],
];

function matches(ecosystem: keyof Packages, form: RegExp): Reader {
  return (text) =>
    [...text.matchAll(form)].map((match) => {
      const [whole, name = ''] = match;
      return { ecosystem, name, offset: match.index + whole.indexOf(name) };
    });
}

function inJson(text: string, ecosystem: keyof Packages, sections: readonly string[]): readonly Dependency[] {
  const read = parsed(text);
  const names = sections.flatMap((section) => Object.keys((read[section] as object | undefined) ?? {}));
  return names.map((name) => ({ ecosystem, name, offset: Math.max(0, text.indexOf(JSON.stringify(name)) + 1) }));
}

/** A file that is broken says nothing. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function inPom(text: string): readonly Dependency[] {
  const pairs = text.matchAll(/<groupId>\s*([\w.-]+)\s*<\/groupId>\s*<artifactId>\s*([\w.-]+)\s*<\/artifactId>/g);
  return [...pairs].map((pair) => ({ ecosystem: 'maven', name: `${pair[1]}:${pair[2]}`, offset: pair.index }));
}
