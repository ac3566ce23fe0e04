import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../../src/broker/audit/sha256.ts';
import { auditLines } from '../../../src/broker/audit/audit-files.ts';
import { BrokerClient, newSocketPath } from '../../../src/broker/client.ts';
import { childrenOf } from '../../../src/broker/disk/process-tree.ts';
import { verifyLog } from '../../../src/core/audit/verify.ts';
import type { Manifest } from '../../../src/core/requests/manifest.ts';
import { startService } from '../../broker/guard/service.ts';
import type { Answering, Service } from '../../broker/guard/service.ts';
import { bundle, workplace } from '../../cli/program.ts';
import type { Outcome, Workplace } from '../../cli/program.ts';
import { requestFor, startAuthorizationServer } from './authorization-server.ts';

export type Mode = 'enforced' | 'proxy-only';

/** An editor, a provider, a service and a project: everything that a run has to do with, in one place. */
export interface Stage extends AsyncDisposable {
  readonly place: Workplace;
  /** Tokens that the provider has given and not taken back. */
  readonly alive: ReadonlySet<string>;
  /** Starts the process that answers the editor, where there is none. */
  openEditor(): Promise<void>;
  editor(): number | undefined;
  /** Looks for tampering, as a person does in a terminal of the editor. */
  verify(): Promise<Outcome>;
  /** Takes a token for ended that the provider has given to nobody: whoever asked was killed before it was told. */
  forgetUnheld(): void;
  /** Starts the task; `step` is told of everything that can be seen to happen. */
  start(step: (what: string, run: Started) => void): Promise<Started>;
  /** Every line of the log, and what is wrong with it. */
  log(): { readonly types: readonly string[]; readonly tampering: number };
  /** Folders and files of runs that lie about. */
  leftovers(): readonly string[];
  /** Locks, and files that were being written, among what is kept. */
  clutter(): readonly string[];
}

export interface Started {
  readonly pid: number;
  /** The task's own process, once it is there. */
  task(): number | undefined;
  readonly ended: Promise<{ readonly status: number | null; readonly said: string }>;
}

export async function openStage(mode: Mode): Promise<Stage> {
  const parts = new AsyncDisposableStack();
  let step: (what: string) => void = nobodyLooks;
  const place = parts.use(workplace());
  const service = parts.use(await startService(telling('call', () => step)));
  const issuer = parts.use(await startAuthorizationServer((what) => step(what)));
  const temporary = join(place.home, 'tmp');
  mkdirSync(temporary);
  place.write({ 'valet-key.json': JSON.stringify(manifestFor(service)) });
  writeFileSync(join(place.home, 'authority.pem'), service.certificate);
  const folder = join(place.home, 'valet-key');
  const socketPath = newSocketPath();
  let key: string | undefined;
  const newClient = () =>
    new BrokerClient({
      brokerPath: join(import.meta.dirname, '../../../src/broker/main.ts'),
      keyStore: { read: async () => key, store: async (made) => void (key = made) },
      socketPath,
      env: { VALET_KEY_HOME: folder, VALET_KEY_KEYCHAIN: 'off', TMPDIR: temporary },
      approve: async () => (step('asked'), { type: 'yes', by: 'editor', scope: 'command' }),
    });
  let client = newClient();
  parts.defer(() => client.dispose());
  const { VALET_KEY_PASSPHRASE_FILE: _none, ...plain } = place.env;
  const env = {
    ...plain,
    ...issuer.env,
    BASE: `https://localhost:${service.port}`,
    NODE_EXTRA_CA_CERTS: join(place.home, 'authority.pem'),
    VALET_KEY_SOCKET: socketPath,
    VALET_KEY_ASK: 'editor',
    TMPDIR: temporary,
  };
  return {
    place,
    alive: issuer.alive,
    async openEditor() {
      if (brokerOf(folder) === undefined) {
        client.dispose();
        client = newClient();
      }
      await client.start();
    },
    editor: () => brokerOf(folder),
    verify: () => place.run(['audit', '--verify'], { env }),
    forgetUnheld: () => issuer.forget(),
    async start(told) {
      const child = spawn(process.execPath, [await bundle(), 'run', `--${mode}`, 'task'], {
        cwd: place.folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
      const pid = child.pid ?? 0;
      step = (what) => told(what, run);
      const stop = watchLog(folder, step);
      const run: Started = {
        pid,
        task: () => childrenOf(pid).find(({ words }) => words[0] === 'sh')?.pid,
        ended: once(child, 'exit').then(([status]) => (stop(), { status: status as number | null, said })),
      };
      return run;
    },
    log() {
      const { tampering } = verifyLog(auditLines(folder), { sha256 });
      return { types: [...auditLines(folder)].map(typeIn), tampering: tampering.length };
    },
    leftovers: () => readdirSync(temporary).filter((name) => !name.startsWith('valet-key-0')),
    clutter: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
        /\.(?:tmp|lock|clearing|revoke)$|^live\/./.test(path),
      ),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function nobodyLooks(): void {}

function typeIn(line: string): string {
  return (JSON.parse(line) as { unmapped: { type: string } }).unmapped.type;
}

/** Answers, and tells of it first. */
function telling(what: string, step: () => (what: string) => void): Answering {
  return ({ url }, response) => {
    step()(`${what} ${url}`);
    response.end('done\n');
  };
}

function manifestFor(service: Service): Manifest {
  const call = '-m 20 -H "Authorization: Bearer $ACME"';
  return {
    version: 1,
    requests: {
      acme: requestFor(service),
    },
    tasks: {
      task: {
        command: ['sh', '-c', `curl -sS ${call} "$BASE/1"; curl -sS ${call} "$BASE/2"; exit 0`],
        uses: ['acme'],
        read: { env: ['BASE'] },
      },
    },
  };
}

/** The log grows by whole lines, each a step. */
function watchLog(folder: string, step: (what: string) => void): () => void {
  let seen = linesIn(folder).length;
  const timer = setInterval(() => {
    const lines = linesIn(folder);
    for (const line of lines.slice(seen)) step(typeIn(line));
    seen = lines.length;
  }, 4);
  return () => clearInterval(timer);
}

function linesIn(folder: string): readonly string[] {
  try {
    return readFileSync(join(folder, 'audit/audit.jsonl'), 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

function brokerOf(folder: string): number | undefined {
  return childrenOf(process.pid).find(
    ({ pid, words }) =>
      words.some((word) => word.includes('broker')) && environmentOf(pid).includes(`HOME=${folder}\0`),
  )?.pid;
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
