import type * as vscode from 'vscode';

/**
 * The variables that a launch configuration sets, in each form that debuggers read: an object in `env` (most of them),
 * a list of assignments there (lldb-dap), a list of names and values in `environment` (the C++ debuggers).
 */

export type Variables = Readonly<Record<string, string>>;

/** What the configuration sets by itself; empty where it takes a variable away. */
export function variablesIn(configuration: vscode.DebugConfiguration): Variables {
  const { env, environment } = configuration as { readonly env?: unknown; readonly environment?: unknown };
  const pairs = [
    ...(isRecord(env) ? Object.entries(env) : []),
    ...listOf(env).flatMap((each) => (typeof each === 'string' && each.includes('=') ? [assignment(each)] : [])),
    ...listOf(environment).flatMap((each) => (isRecord(each) ? [[each['name'], each['value']] as const] : [])),
  ];
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => (typeof name === 'string' ? [[name, textOf(value)] as const] : [])),
  );
}

export function variableIn(configuration: vscode.DebugConfiguration, name: string): string | undefined {
  const variables = variablesIn(configuration);
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

/** The files that its debugger reads variables from: `envFile`, one or several. */
export function filesIn({ envFile }: vscode.DebugConfiguration): readonly string[] {
  const named: readonly unknown[] = Array.isArray(envFile) ? envFile : [envFile];
  return named.filter((each) => typeof each === 'string' && each !== '') as string[];
}

/**
 * The configuration with these variables over its own, in the form that its debugger reads, and without what it says
 * of Valet Key. `fromFiles` is what its `envFile` holds: where a debugger lets that win, it stands in the
 * configuration itself from now on, and the file is not read.
 */
export function withVariables(
  configuration: vscode.DebugConfiguration,
  added: Variables,
  fromFiles: Variables = {},
): vscode.DebugConfiguration {
  const { valetKey: _asked, ...plain } = configuration;
  const isOverruled = Object.keys(fromFiles).some((name) => Object.hasOwn(added, name));
  if (!isOverruled || ownOverFile.has(configuration.type)) return set(plain, added);
  const { envFile: _read, ...rest } = plain;
  return set(rest, { ...fromFiles, ...added });
}

/** Their own `env` wins over their `envFile`; others let the file win, or do not say. */
const ownOverFile: ReadonlySet<string> = new Set([
  'node',
  'node-terminal',
  'pwa-node',
  'pwa-chrome',
  'pwa-msedge',
  'pwa-extensionHost',
  'extensionHost',
  'python',
  'debugpy',
  'go',
]);

function set(plain: vscode.DebugConfiguration, added: Variables): vscode.DebugConfiguration {
  const entries = Object.entries(added);
  const isAdded = (name: unknown): boolean => typeof name === 'string' && Object.hasOwn(added, name);
  const { env, environment } = plain as { readonly env?: unknown; readonly environment?: unknown };
  if (Array.isArray(environment) || cppDebuggers.has(plain.type)) {
    const own = listOf(environment).filter((each) => !(isRecord(each) && isAdded(each['name'])));
    return { ...plain, environment: [...own, ...entries.map(([name, value]) => ({ name, value }))] };
  }
  if (Array.isArray(env)) {
    const own = listOf(env).filter((each) => !(typeof each === 'string' && isAdded(assignment(each)[0])));
    return { ...plain, env: [...own, ...entries.map(([name, value]) => `${name}=${value}`)] };
  }
  return { ...plain, env: { ...(isRecord(env) ? env : {}), ...added } };
}

const cppDebuggers: ReadonlySet<string> = new Set(['cppdbg', 'cppvsdbg']);

function assignment(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** Debuggers take numbers and truth values as words; `null` takes a variable away. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ['number', 'boolean'].includes(typeof value) ? String(value) : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
