import type * as vscode from 'vscode';

/** What a launch configuration asks for: with `"valetKey"`, and with variables that say `valet-key://REQUEST`. */
export interface AskedForLaunch {
  readonly task?: string;
  readonly uses?: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** `undefined` where it asks for nothing, `invalid` where it cannot be told what is meant. */
export function askedBy(configuration: vscode.DebugConfiguration): AskedForLaunch | 'invalid' | undefined {
  const variables = referencesIn(configuration);
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
  const { type, program, module, args, cwd } = configuration as Readonly<Record<string, unknown>>;
  const what = [program, module, cwd, configuration.name].find((each) => typeof each === 'string' && each !== '');
  const given = Array.isArray(args) ? args.filter((each) => typeof each === 'string') : [];
  return [String(type), String(what), ...given];
}

/** The configuration with these variables over its own, in the form that its debugger reads. */
export function withVariables(
  configuration: vscode.DebugConfiguration,
  added: Readonly<Record<string, string>>,
): vscode.DebugConfiguration {
  const { valetKey: _asked, ...rest } = configuration;
  const plain: vscode.DebugConfiguration = {
    ...rest,
    type: configuration.type,
    name: configuration.name,
    request: configuration.request,
  };
  const entries = Object.entries(added);
  // The C++ debuggers have a list of names and values, LLDB's may have one of assignments.
  if (Array.isArray(plain['environment']) || cppDebuggers.has(plain.type)) {
    const own = listOf(plain['environment']).filter((each) => !(nameIn(each) in added));
    return { ...plain, environment: [...own, ...entries.map(([name, value]) => ({ name, value }))] };
  }
  if (Array.isArray(plain['env'])) {
    return { ...plain, env: [...listOf(plain['env']), ...entries.map(([name, value]) => `${name}=${value}`)] };
  }
  return { ...plain, env: { ...(plain['env'] as object | undefined), ...added } };
}

/** The variable of that name in a configuration that `withVariables` made. */
export function variableIn(configuration: vscode.DebugConfiguration, name: string): string | undefined {
  const { env, environment } = configuration as { readonly env?: unknown; readonly environment?: unknown };
  const inList = listOf(environment).find((each) => nameIn(each) === name) as { value?: unknown } | undefined;
  const assigned = listOf(env).find((each) => typeof each === 'string' && each.startsWith(`${name}=`));
  if (typeof assigned === 'string') return assigned.slice(name.length + 1);
  const named = Array.isArray(env) ? undefined : (env as Readonly<Record<string, unknown>> | undefined)?.[name];
  const found = inList?.value ?? named;
  return typeof found === 'string' ? found : undefined;
}

const cppDebuggers: ReadonlySet<string> = new Set(['cppdbg', 'cppvsdbg']);

function referencesIn({ env }: vscode.DebugConfiguration): Readonly<Record<string, string>> {
  if (typeof env !== 'object' || env === null || Array.isArray(env)) return {};
  return Object.fromEntries(
    Object.entries(env as Readonly<Record<string, unknown>>).flatMap(([variable, value]) => {
      const request = typeof value === 'string' ? reference.exec(value)?.groups?.['request'] : undefined;
      return request === undefined ? [] : [[variable, request]];
    }),
  );
}

const reference = /^valet-key:\/\/(?<request>[a-z0-9][a-z0-9._-]{0,63})\/?$/;

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function nameIn(entry: unknown): string {
  return typeof entry === 'object' && entry !== null && 'name' in entry ? String(entry.name) : '';
}
