import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { vscodeServerFolder } from './code-server.ts';
import { ownHome } from './own-home.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface ServerOptions {
  /** User settings, on top of those that keep the editor quiet. */
  settings?: Record<string, unknown> | undefined;
  /** Added to the environment of the server and so of the extension host. */
  env?: Record<string, string> | undefined;
  /** Folders of built extensions to install. */
  extensions?: readonly string[] | undefined;
  /** Open in restricted mode; `trust()` of the workbench leaves it. */
  untrusted?: boolean | undefined;
}

export interface Server {
  /** `127.0.0.1:PORT`: also the remote authority of everything that the editor opens. */
  readonly authority: string;
  readonly pid: number;
  /** Everything it and its extensions keep: settings, logs, storage, and the home of whoever uses it. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** A VS Code server on loopback with a free port and folders of its own, gone without a trace after `stop`. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const root = await vscodeServerFolder();
  const folder = await temporaryFolder('server');
  const data = folder.path;
  await prepare(data, { ...quietSettings, ...options.settings });
  for (const path of options.extensions ?? [])
    await cp(path, join(data, 'extensions', basename(path)), { recursive: true });
  const child = spawn(process.execPath, serverArguments(root, data, options), {
    env: { ...process.env, ...noMarketplace, ...ownHome(data), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const killNow = (): void => killTree(child);
  process.prependOnceListener('exit', killNow);
  const stop = async (): Promise<void> => {
    process.off('exit', killNow);
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    killTree(child);
    await ended;
    await folder[Symbol.asyncDispose]();
  };
  try {
    const port = await listening(child);
    return { authority: `127.0.0.1:${port}`, pid: child.pid ?? 0, folder: data, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The gallery's address is compiled into the server; this overrides it. */
const noMarketplace = { EXTENSIONS_GALLERY: '{"serviceUrl":""}' };

const quietSettings = {
  'chat.disableAIFeatures': true,
  'editor.codeActionWidget.includeNearbyQuickFixes': true,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // The web's default is to save a second after each change; the desktop's is not to.
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.banner': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.editor.useModal': 'off',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

async function prepare(data: string, settings: Record<string, unknown>): Promise<void> {
  const text = JSON.stringify(settings, undefined, 2);
  await mkdir(join(data, 'home'), { recursive: true });
  for (const folder of [join(data, 'data', 'User'), join(data, 'data', 'Machine')]) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'settings.json'), text);
  }
}

function serverArguments(root: string, data: string, options: ServerOptions): string[] {
  const fixed = [
    '--host=127.0.0.1',
    '--port=0',
    '--without-connection-token',
    '--accept-server-license-terms',
    '--enable-smoke-test-driver',
    '--telemetry-level=off',
    // Otherwise a login shell is asked for the environment, and puts its own PATH before the test's.
    '--force-disable-user-env',
  ];
  if (options.untrusted !== true) fixed.push('--disable-workspace-trust');
  const own = [`--server-data-dir=${data}`, `--extensions-dir=${join(data, 'extensions')}`];
  return [join(root, 'out', 'server-main.js'), ...fixed, ...own];
}

/** Resolves with the port that the server prints once it listens. */
async function listening(child: ChildProcess): Promise<number> {
  let output = '';
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`the VS Code server ${why}; it printed:\n${output}`));
    const timer = setTimeout(() => fail('did not listen within 30 s'), 30_000);
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000);
      const port = /agent listening on (\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with status ${code}`);
    });
  });
}

/** The server leads a process group of its own, with its extension hosts and terminals in it. */
function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
