import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { GuardMode } from '../../src/core/audit/event.ts';
import { whyNoSandbox } from '../../src/broker/sandbox/sandbox.ts';
import type { Answering, Service } from '../broker/guard/service.ts';
import { cache, nodeClients, pythonClients } from './caches.ts';
import { guardedPlace } from './place.ts';
import type { Asking } from './place.ts';

/** Some clients go past every proxy to this machine itself, so the service has a name. */
export const host = 'api.acme.example';
const resolver = join(import.meta.dirname, 'resolve.ts');

export interface Client {
  readonly name: string;
  /** The command, or why the client is not here. */
  readonly find: () => readonly string[] | { readonly missing: string };
  /** What its own set-up adds to the environment. */
  readonly env?: NodeJS.ProcessEnv;
  readonly files?: Readonly<Record<string, string>>;
}

export interface Running {
  readonly command: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly asking?: Asking;
  readonly env?: NodeJS.ProcessEnv;
  readonly mode?: GuardMode;
}

/** The same tests where the guard alone holds a task, and where the system does. */
export function inBothModes(name: string, tests: (mode: GuardMode) => void): void {
  for (const mode of ['proxy-only', 'enforced'] as const) {
    describe(`${name}, ${mode},`, () => {
      before(async function () {
        await skipUnheld(this, mode);
      });
      tests(mode);
    });
  }
}

export async function runOne(
  service: Pick<Service, 'port' | 'certificate'>,
  { command, files = {}, asking, env: own, mode = 'proxy-only' }: Running,
) {
  using place = await guardedPlace(service, { name: host, ...asking });
  place.write({ ...files });
  const built = join(homedir(), '.cache', 'go-build');
  const env = { ...place.serviceEnv, GOCACHE: built, GO111MODULE: 'off' };
  const also = mode === 'enforced' ? ['--read', cache, '--write', built] : [];
  const node = nodeClients();
  const withPackages = 'folder' in node ? { ...env, NODE_PATH: join(node.folder, 'node_modules') } : env;
  return {
    outcome: await place.run(['run', `--${mode}`, ...also, '--', ...command], {
      env: { ...withPackages, ...own },
      node: ['--import', resolver],
    }),
    value: place.value,
  };
}

/** Says why a mode is not tried where this machine cannot hold a task. */
export async function skipUnheld(test: Mocha.Context, mode: GuardMode): Promise<void> {
  const reason = mode === 'enforced' ? await whyNoSandbox() : undefined;
  if (reason === undefined) return;
  console.log(`      (skipped: this machine cannot enforce: ${reason})`);
  test.skip();
}

export const answerAsVendors: Answering = ({ headers }, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ object: 'balance', data: [], available: [], echo: headers.authorization }));
};

export function found(test: Mocha.Context, client: ReturnType<Client['find']>): readonly string[] {
  if (!('missing' in client)) return client;
  console.log(`      (skipped: ${client.missing})`);
  return test.skip();
}

export function inPython(program: string): Client['find'] {
  return () => {
    const python = pythonClients();
    return 'missing' in python ? python : [python.program, '-c', program];
  };
}

export function inNode(program: string): Client['find'] {
  return () => {
    const node = nodeClients();
    return 'missing' in node ? node : [process.execPath, '-e', program];
  };
}

export function having(program: string, command: readonly string[]): Client['find'] {
  return () => (isHere(program) ? command : { missing: `there is no ${program} here` });
}

export function havingPhp(): Client['find'] {
  return () =>
    isHere('php') && spawnSync('php', ['-r', 'exit(function_exists("curl_init") ? 0 : 1);']).status === 0
      ? ['php', 'call.php']
      : { missing: 'there is no PHP with curl here' };
}

export function isHere(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}
