import type * as vscode from 'vscode';
import { variablesIn } from './variables.ts';
import type { Variables } from './variables.ts';

/** What a launch configuration asks for: with `"valetKey"`, and with variables that say `valet-key://REQUEST`. */
export interface AskedForLaunch {
  readonly task?: string;
  readonly uses?: readonly string[];
  readonly variables: Variables;
}

/**
 * `undefined` where it asks for nothing, `invalid` where it cannot be told what is meant. `fromFiles` is what its
 * `envFile` holds.
 */
export function askedBy(
  configuration: vscode.DebugConfiguration,
  fromFiles: Variables = {},
): AskedForLaunch | 'invalid' | undefined {
  const variables = referencesIn({ ...fromFiles, ...variablesIn(configuration) });
  const asked: unknown = configuration['valetKey'];
  if (asked === undefined || asked === false) {
    return Object.keys(variables).length === 0 ? undefined : { uses: [], variables };
  }
  if (asked === true) return { variables };
  if (isNames(asked)) return { uses: asked, variables };
  const named = namedIn(asked);
  return named === undefined ? 'invalid' : { ...named, variables };
}

function namedIn(asked: unknown): Omit<AskedForLaunch, 'variables'> | undefined {
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return undefined;
  const { task, uses, ...others } = asked as Readonly<Record<string, unknown>>;
  if (Object.keys(others).length > 0) return undefined;
  if (typeof task === 'string' && uses === undefined) return { task };
  if (!isNames(uses)) return undefined;
  if (task === undefined) return { uses };
  return typeof task === 'string' ? { task, uses } : undefined;
}

/** What is shown to whoever approves: the program and its arguments, as far as debuggers name them alike. */
export function commandOf(configuration: vscode.DebugConfiguration): readonly string[] {
  const { type, program, module, mainClass, args, cwd } = configuration as Readonly<Record<string, unknown>>;
  const places = [program, module, mainClass, cwd, configuration.name];
  const what = places.find((each) => typeof each === 'string' && each !== '');
  // Java's and the C++ debuggers' configurations may have the arguments in one text.
  const given: readonly unknown[] = typeof args === 'string' ? [args] : Array.isArray(args) ? args : [];
  return [
    String(type),
    String(what),
    ...given.flatMap((each) => (typeof each === 'string' && each !== '' ? [each] : [])),
  ];
}

/** Whether nothing is started: what runs already has its environment. PHP's debugger waits for programs to come. */
export function isWaiting({ type, request, program, runtimeArgs }: vscode.DebugConfiguration): boolean {
  return request === 'attach' || (type === 'php' && program === undefined && runtimeArgs === undefined);
}

/**
 * Whose `valet-key.json` counts for a launch that names no folder, as one of a `.code-workspace`: the folder with the
 * program in it, or the only one that has a manifest. Paths are absolute.
 */
export function folderFor(
  configuration: vscode.DebugConfiguration,
  { folders, manifests }: { readonly folders: readonly string[]; readonly manifests: readonly string[] },
): string | undefined {
  const { program, cwd } = configuration as Readonly<Record<string, unknown>>;
  const nearestFirst = folders.toSorted((one, other) => other.length - one.length);
  for (const place of [program, cwd]) {
    const found = nearestFirst.find((folder) => typeof place === 'string' && isIn(place, folder));
    if (found !== undefined) return found;
  }
  return manifests.length === 1 ? manifests[0] : folders[0];
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`);
}

function referencesIn(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([variable, value]) => {
      const request = reference.exec(value)?.groups?.['request'];
      return request === undefined ? [] : [[variable, request]];
    }),
  );
}

const reference = /^valet-key:\/\/(?<request>[a-z0-9][a-z0-9._-]{0,63})\/?$/;

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}
