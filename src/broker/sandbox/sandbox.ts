import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SandboxManager, SandboxRuntimeConfig } from '@anthropic-ai/sandbox-runtime';
import { systemCodeOf } from '../disk/disk-fault.ts';
import type { Decoys } from './decoys.ts';
import { readBubblewrap, writeBubblewrap } from './bubblewrap.ts';
import { hide } from './masks.ts';
import type { Hidden } from './masks.ts';
import type { Relays } from './relays.ts';
import { childrenOf, findInTree } from '../disk/process-tree.ts';
import { RunRefused } from '../run-refused.ts';
import { systemProgram } from './system-program.ts';
import { filesOf } from './sandbox-files.ts';
import type { FileBounds } from './sandbox-files.ts';

/** Lets the operating system hold a task to its control sets. */
export interface Sandbox extends AsyncDisposable {
  /**
   * The command that runs the given one inside. `env` is what the sandbox itself must not overrule; `before` are the words
   * of a program that becomes the command, without that environment.
   */
  wrap(command: readonly string[], env: Readonly<Record<string, string>>, before?: readonly string[]): Promise<Wrapped>;
  /** The task's own process below the given one, which holds it; absent before it runs. */
  taskOf(pid: number): number | undefined;
  /** What is left where nobody ends the sandbox: processes of its own, and files. */
  readonly leftovers: { readonly processes: readonly number[]; readonly paths: readonly string[] };
  /** How the guard is reached from inside. */
  readonly guard: { readonly host: string; readonly port: number };
}

export interface Wrapped {
  readonly command: readonly string[];
  /** Absent where the system refuses files without a mask over each. */
  readonly hidden?: Hidden;
}

export interface Bounds extends FileBounds {
  readonly guardPort: number;
  /** What stands where files are hidden. */
  readonly decoys: Decoys;
  /** Ways to hosts for programs that know no proxy, where there are any. */
  readonly relays?: Pick<Relays, 'around' | 'listening'> | undefined;
}

/** Why this machine cannot enforce; `undefined` where it can. */
export async function whyNoSandbox(): Promise<string | undefined> {
  if (process.platform === 'win32') return 'Windows is not supported';
  // The system is asked while the runtime is loaded.
  const asked = process.platform === 'linux' ? whyNoNamespaces() : undefined;
  const runtime = await loadRuntime();
  if (!runtime) return 'its part of Valet Key is missing';
  const { errors } = runtime.SandboxManager.checkDependencies();
  return errors.length > 0 ? errors.join('; ') : asked;
}

/** One a process: the runtime is a singleton, and so is the run. */
export async function startSandbox(bounds: Bounds): Promise<Sandbox> {
  const runtime = await loadRuntime();
  if (!runtime) throw new TypeError('there is no sandbox to start');
  const manager = runtime.SandboxManager;
  await manager.initialize(configOf({ ...bounds, own: runtime.programs }, runtime.file));
  const mark = `${markVariable}=${randomBytes(8).toString('hex')}`;
  return {
    guard:
      process.platform === 'linux'
        ? { host: 'localhost', port: portInside }
        : { host: '127.0.0.1', port: bounds.guardPort },
    async wrap(command, env, before = []) {
      const assignments = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      const line = ['exec', ...before, 'env', ...unwanted, mark, ...assignments, ...command].map(quoted).join(' ');
      const waiting = bounds.relays?.listening ? `${untilListening(bounds.relays.listening)}\n` : '';
      const { argv } = await manager.wrapWithSandboxArgv(`${waiting}${line}`, '/bin/sh').catch(refuse);
      if (process.platform !== 'linux') return { command: argv };
      const { disguised, hidden } = hide(readBubblewrap(argv), bounds.decoys, bounds);
      const path = join(bounds.decoys.folder, 'mounts');
      return { command: bounds.relays?.around(disguised, path) ?? writeBubblewrap(disguised, path), hidden };
    },
    taskOf: (pid) => findInTree(pid, mark),
    leftovers: leftoversOf(process.pid),
    [Symbol.asyncDispose]: () => manager.reset(),
  };
}

/** Marks the task among the processes that hold it. */
const markVariable = 'VALET_KEY_RUN';

/** The runtime's bridge into the sandbox, and the socket it listens at. */
function leftoversOf(broker: number): Sandbox['leftovers'] {
  const bridges = childrenOf(broker).filter(({ words }) => words[0]?.endsWith('socat') === true);
  const paths = bridges.flatMap(({ words }) =>
    words.flatMap((word) => /^UNIX-LISTEN:(?<path>[^,]+)/.exec(word)?.groups?.['path'] ?? []),
  );
  return { processes: bridges.map(({ pid }) => pid), paths };
}

/** Where the runtime makes the way out appear in the task's own network. */
const portInside = 3128;
/** What the runtime tells tools of its own proxies, which are not there: the guard is. */
const unwanted = [
  'ALL_PROXY',
  'all_proxy',
  'FTP_PROXY',
  'ftp_proxy',
  'RSYNC_PROXY',
  'SSL_CERT_DIR',
  'CLAUDE_CODE_HOST_HTTP_PROXY_PORT',
  'CLAUDE_CODE_HOST_SOCKS_PROXY_PORT',
].flatMap((name) => ['-u', name]);

/** The runtime says which limit was met; who wrote the manifest is told what to do about it. */
function refuse(error: unknown): never {
  if (systemCodeOf(error) !== 'too_many_arguments') throw error;
  throw new RunRefused(
    'there are more denied files than can be hidden one by one (about 2,900): deny the folders that hold them ("deny_files" in valet-key.json), or read fewer folders',
    { cause: error },
  );
}

/**
 * Waits for the relays, of which the task's network counts the sockets, with the runtime's own two; at most a second by
 * the system's clock, which counts in hundredths. No program is started for it.
 */
function untilListening(relays: number): string {
  return `since=
while [ -r /proc/net/sockstat ]; do
  up=0
  for counts in /proc/net/sockstat /proc/net/sockstat6; do
    [ -r "$counts" ] || continue
    while read -r kind _ inuse _; do
      case "$kind" in TCP: | TCP6:) up=$((up + inuse)); break ;; esac
    done <"$counts"
  done
  [ "$up" -lt ${relays + 2} ] || break
  read -r now _ </proc/uptime || break
  now=1\${now%.*}\${now#*.}
  [ "$((now - \${since:=$now}))" -lt 100 ] || break
done
unset since up counts kind inuse now`;
}

function configOf({ guardPort, ...bounds }: Bounds, runtimeFile: string): SandboxRuntimeConfig {
  const [bwrapPath, socatPath] = [systemProgram('bwrap'), systemProgram('socat')];
  return {
    network: { allowedDomains: [], deniedDomains: [], httpProxyPort: guardPort, socksProxyPort: guardPort },
    filesystem: filesOf(bounds),
    // The guard's own options lead Java. Without a file here the runtime asks the `npm` of the PATH where it keeps its
    // packages, which takes a quarter of a second, and runs a program that nobody asked for.
    javaAgentJarPath: runtimeFile,
    ...(bwrapPath !== undefined && { bwrapPath }),
    ...(socatPath !== undefined && { socatPath }),
  };
}

/** A container may have bubblewrap and not be allowed to use it. */
function whyNoNamespaces(): Promise<string | undefined> {
  const namespaces = ['--unshare-net', '--unshare-pid', '--unshare-user'];
  const mounts = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'];
  const tried = spawn('bwrap', [...mounts, ...namespaces, 'true'], { stdio: 'ignore', timeout: 10_000 });
  return new Promise((resolve) => {
    const refused = (): void => resolve('bubblewrap may not make namespaces here');
    tried.once('error', refused);
    tried.once('exit', (status) => (status === 0 ? resolve(undefined) : refused()));
  });
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

interface Runtime {
  readonly SandboxManager: typeof SandboxManager;
  /** Where it was loaded from. */
  readonly file: string;
  /** The folders of the programs that it starts in the sandbox. */
  readonly programs: readonly string[];
}

/** Loaded for runs that are enforced and for nothing else; beside the bundle, or the package in development. */
async function loadRuntime(): Promise<Runtime | undefined> {
  for (const name of ['./sandbox.mjs', '@anthropic-ai/sandbox-runtime']) {
    try {
      const { SandboxManager: manager } = (await import(name)) as Pick<Runtime, 'SandboxManager'>;
      const file = fileURLToPath(import.meta.resolve(name));
      const folder = dirname(file);
      const programs = [join(folder, 'vendor'), join(folder, '../vendor')].filter((path) => existsSync(path));
      return { SandboxManager: manager, file, programs };
    } catch (error) {
      if (systemCodeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    }
  }
  return undefined;
}
