import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real part cannot be had on this machine; the message says what would bring it. */
export class Missing extends Error {
  override readonly name = 'Missing';
}

/** Starts a part for a suite; where it cannot be had, says why and skips the suite's tests. */
export async function orSkip<T>(context: Mocha.Context, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    console.log(`    skipped: ${error.message}`);
    return context.skip();
  }
}

/** Where what was fetched is kept from one run to the next. */
export function cacheFolder(): string {
  const folder = process.env['VALET_KEY_TEST_CACHE'] ?? join(homedir(), '.cache', 'valet-key-test');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A program on the PATH or in further folders. */
export function programOn(name: string, ...folders: readonly string[]): string | undefined {
  const places = [...folders, ...(process.env['PATH'] ?? '').split(delimiter)];
  return places.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there: the next folder.
    return false;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** For a server whose certificate is not trusted here: that it takes connections must do. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

export interface Running extends AsyncDisposable {
  readonly pid: number | undefined;
}

/** Starts a server and waits until it answers; what it printed is shown where it does not. */
export async function startServer(
  [program = '', ...args]: readonly string[],
  { isUp, ...options }: SpawnOptions & { readonly isUp: () => Promise<boolean> },
): Promise<Running> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => printed.push(String(chunk)));
  const gone = once(child, 'exit').catch(() => undefined);
  for (const deadline = Date.now() + 60_000; !(await isUp().catch(() => false)); await sleep(50)) {
    if (child.exitCode === null && child.signalCode === null && Date.now() < deadline) continue;
    await stop(child, gone);
    throw new Error(`${program} did not come up:\n${printed.join('').slice(-2000)}`);
  }
  return { pid: child.pid, [Symbol.asyncDispose]: () => stop(child, gone) };
}

async function stop(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(late);
}

/** Waits for something that another process does. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean, patience = 20_000): Promise<void> {
  for (const deadline = Date.now() + patience; !(await isSo()); await sleep(50))
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
}
