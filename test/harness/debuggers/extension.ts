import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';

/**
 * Debuggers of every type whose form of environment differs, each reduced to a launch: it runs `program` with Node,
 * under the variables as the real one reads them, and keeps what it was handed for the tests.
 */
export interface Debuggers {
  readonly launches: DebugArguments[];
}

interface DebugArguments {
  readonly type: string;
  readonly program?: string;
  readonly env?: unknown;
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  readonly envFile?: string;
  /** How this launch goes wrong: its adapter says no, or says nothing and ends. */
  readonly fails?: 'refused' | 'gone';
}

export function activate(context: vscode.ExtensionContext): Debuggers {
  const launches: DebugArguments[] = [];
  const { contributes } = context.extension.packageJSON as { contributes: { debuggers: readonly { type: string }[] } };
  for (const { type } of contributes.debuggers) {
    const factory = {
      createDebugAdapterDescriptor: () => new vscode.DebugAdapterInlineImplementation(adapter(launches)),
    };
    context.subscriptions.push(vscode.debug.registerDebugAdapterDescriptorFactory(type, factory));
  }
  return { launches };
}

interface Message {
  readonly type: string;
  readonly seq: number;
  readonly command: string;
  readonly arguments?: DebugArguments;
}

function adapter(launches: DebugArguments[]): vscode.DebugAdapter {
  const sending = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  let child: ChildProcess | undefined;
  const send = (message: object): void => sending.fire(message);
  const event = (name: string): void => send({ type: 'event', event: name });
  const launch = (given: DebugArguments): boolean => {
    launches.push(given);
    if (given.fails === 'refused') return false;
    if (given.program === undefined) return true;
    const env = { ...process.env, ...environmentOf(given) };
    child = spawn(process.execPath, [given.program], { env, stdio: 'ignore' });
    child.once('exit', () => event('terminated'));
    return true;
  };
  return {
    onDidSendMessage: sending.event,
    handleMessage(message) {
      const { command, seq, arguments: given } = message as unknown as Message;
      const isLaunch = command === 'launch';
      if (isLaunch && given?.fails === 'gone') {
        event('terminated');
        return;
      }
      const success = !isLaunch || given === undefined || launch(given);
      send({ type: 'response', request_seq: seq, command, success, ...(success ? { body: {} } : refused) });
      if (command === 'initialize') event('initialized');
      if (command === 'disconnect' || command === 'terminate') child?.kill();
    },
    dispose: () => child?.kill(),
  };
}

const refused = { message: 'refused', body: { error: { id: 1, format: 'no program to launch', showUser: false } } };

/** As the real debuggers of the type have it: the C++ ones and C#'s let the file win. */
function environmentOf({ type, env, environment = [], envFile }: DebugArguments): Record<string, string> {
  const fromFile = envFile === undefined ? {} : assignments(readFileSync(envFile, 'utf8').split('\n'));
  if (type === 'cppdbg' || type === 'cppvsdbg') {
    return { ...Object.fromEntries(environment.map(({ name, value }) => [name, value])), ...fromFile };
  }
  const own = Array.isArray(env) ? assignments(env as string[]) : (env as Record<string, string> | undefined);
  return type === 'coreclr' || type === 'java' ? { ...own, ...fromFile } : { ...fromFile, ...own };
}

function assignments(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.flatMap((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
}
