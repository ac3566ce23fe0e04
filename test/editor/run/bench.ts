import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { Manifest, Request } from '../../../src/core/requests/manifest.ts';
import { ask } from '../../harness/driver-client.ts';
import { settled } from '../../harness/settled.ts';
import { folder, write } from '../scene.ts';

/** A call that reached the service. */
export interface Reached {
  readonly url: string;
  readonly authorization: string;
}

export interface Said {
  readonly status: number;
  readonly placeholder: string;
  readonly pid: number;
  /** A variable that the launch itself sets. */
  readonly own?: string;
}

/** A workspace whose manifest asks for one service on this machine, whose value is in the vault of this editor. */
export async function openBench() {
  const reached: Reached[] = [];
  const server = createServer((request, response) => {
    reached.push({ url: request.url ?? '', authorization: request.headers.authorization ?? '' });
    response.end('fine');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const name = `acme-${randomBytes(3).toString('hex')}`;
  const value = `value-${randomBytes(18).toString('hex')}`;
  const program = await write('made/call.mjs', programFor(port));
  const bench = {
    name,
    value,
    port,
    program,
    reached,
    /** Writes the manifest anew, and waits until the editor has read it. */
    async manifest(change: Partial<Request> = {}): Promise<void> {
      await write('valet-key.json', JSON.stringify(manifestFor(name, { port, change, program: program.fsPath })));
      await settled(tasks, (all) => all.some((task) => task.name === name), `the task ${name}`);
    },
    /** What the program wrote down before it ended. */
    async said(): Promise<Said> {
      const path = `${program.fsPath}.said`;
      const text = await settled(
        () => readFile(path, 'utf8').catch(() => ''),
        (read) => read !== '',
        'the program’s end',
      );
      await rm(path);
      return JSON.parse(text) as Said;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await vscode.commands.executeCommand('valetKey.revokeAll');
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), 'valet-key.json'));
    },
  };
  await bench.manifest();
  await putValue(name, value);
  return bench;
}

export async function tasks(): Promise<readonly vscode.Task[]> {
  return vscode.tasks.fetchTasks({ type: 'valet-key' });
}

interface CliOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The `valet-key` command, as this editor's own tasks start it. */
export async function cli(args: readonly string[], { input = '', env: added = {} }: CliOptions = {}): Promise<string> {
  const [task] = await tasks();
  const execution = task?.execution;
  assert.ok(execution instanceof vscode.ProcessExecution);
  const [path = ''] = execution.args;
  const env = { ...process.env, ...execution.options?.env, ...added };
  return new Promise((resolve, reject) => {
    const child = execFile(execution.process, [path, ...args], { env, cwd: folder().fsPath }, (error, out, err) =>
      error ? reject(new Error(`${err} ${error.message}`)) : resolve(out),
    );
    child.stdin?.end(input);
  });
}

async function putValue(name: string, value: string): Promise<void> {
  await cli(['vault', 'put', name], { input: value });
}

export function untilLive(count: number): Promise<readonly string[]> {
  return settled(
    async () => (await cli(['grants', '--format', 'jsonl'])).trim().split('\n').filter(Boolean),
    (all) => all.length === count,
    `${count} live grants`,
  );
}

export function exitOf(name: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== name) return;
      listening.dispose();
      resolve(exitCode);
    });
  });
}

export function sessionEnd(): Promise<void> {
  return new Promise((resolve) => {
    const listening = vscode.debug.onDidTerminateDebugSession(({ parentSession }) => {
      if (parentSession) return;
      listening.dispose();
      resolve();
    });
  });
}

/** Presses a button of the notification that holds the text. */
export async function answer(text: string, button: 'Allow' | 'Deny' | 'Show Log'): Promise<void> {
  await ask('notifications', [text]);
  await ask('answerNotification', [text, button]);
}

function manifestFor(
  name: string,
  { port, change, program }: { port: number; change: Partial<Request>; program: string },
): Manifest {
  const request: Request = {
    subject: `task:${name}`,
    purpose: 'Copies orders',
    authorization_details: [{ type: 'api_credential', actions: ['orders:read'] }],
    call: [{ host: `localhost:${port}`, methods: ['GET'], paths: ['/v1/**'] }],
    source: { provider: 'vault', ref: name },
    delivery: { mode: 'header', env: 'ACME', header: 'Authorization', format: 'Bearer {}' },
    max_ttl: '15m',
    approval: 'every-run',
    ...change,
  };
  return {
    version: 1,
    requests: { [name]: request },
    tasks: { [name]: { command: [process.execPath, program], uses: [name], write: ['.'] } },
  };
}

/** Calls as any program does: Node follows the variables that it finds. */
function programFor(port: number): string {
  return `import { existsSync, writeFileSync } from 'node:fs';
const placeholder = process.env.ACME;
const headers = { authorization: 'Bearer ' + placeholder };
const { status } = await fetch('http://localhost:${port}/v1/orders', { headers });
const { pid, env: { OWN: own } } = process;
writeFileSync(process.argv[1] + '.said', JSON.stringify({ status, placeholder, pid, own }));
if (process.env.STAYS || existsSync(process.argv[1] + '.stays')) setInterval(() => undefined, 1000);
`;
}
