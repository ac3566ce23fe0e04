import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const version = '4.139.1';
const sha512 = 'fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';

/**
 * A real VS Code server, taken out of the npm package `code-server` on first use. Its install scripts are skipped:
 * the native modules that the server needs ship prebuilt, and the rest it does without. The folder appears by one
 * rename when it is whole, so an interrupted install leaves nothing that looks complete, and of two installs at once
 * the later one is thrown away.
 */
export async function vscodeServerFolder(): Promise<string> {
  const parent = process.env['VALET_KEY_TEST_CACHE'] ?? join(homedir(), '.cache', 'valet-key-test');
  // Its name says what was left in it, so that an older one is not taken for it.
  const folder = join(parent, `code-server-${version}-debug`);
  if (existsSync(folder)) return folder;
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  const part = await mkdtemp(join(parent, 'installing-'));
  try {
    await install(part);
    await rename(join(part, 'vscode'), folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return folder;
}

async function install(part: string): Promise<void> {
  const started = performance.now();
  say(`installing code-server ${version} from the npm registry, once`);
  await download(part);
  say('unpacking');
  const root = join(part, 'vscode');
  await mkdir(root);
  const unpack = ['-xzf', join(part, `code-server-${version}.tgz`), '-C', root, '--strip-components=3'];
  await run('tar', [...unpack, 'package/lib/vscode'], part);
  await emptyUnwantedExtensions(join(root, 'extensions'));
  await dropUnwantedPackages(join(root, 'package.json'));
  say('installing its dependencies, without their install scripts');
  await run('npm', ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], root);
  await addStandIns(root);
  await run(process.execPath, [join(root, 'out', 'server-main.js'), '--version'], root);
  say(`ready after ${Math.round((performance.now() - started) / 1000)} s`);
}

async function download(part: string): Promise<void> {
  await run('npm', ['pack', `code-server@${version}`, '--pack-destination', part], part);
  const archive = await readFile(join(part, `code-server-${version}.tgz`));
  const actual = createHash('sha512').update(archive).digest('base64');
  if (actual !== sha512) throw new Error(`code-server ${version} is not the archive expected: sha512 ${actual}`);
}

/** Bundled extensions that would sign in somewhere, need TypeScript's server or only weigh. */
const unwantedExtensions = [
  'copilot',
  'git',
  'git-base',
  'github',
  'github-authentication',
  'microsoft-authentication',
  'mermaid-markdown-features',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'tunnel-forwarding',
  'typescript-language-features',
];

/** Packages for features that no test touches; they are two thirds of the weight. */
const unwantedPackages = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/fs-copyfile',
  '@vscode/native-watchdog',
  '@vscode/sandbox-runtime',
  '@vscode/spdlog',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'katex',
  'kerberos',
  'node-addon-api',
  'ssh2',
  'tar',
  'zod',
];

interface Manifest {
  name: string;
  publisher: string;
  version: string;
  engines: unknown;
  dependencies: Record<string, string>;
  overrides?: unknown;
}

/** An extension that is missing altogether would be an error notification in every window. */
async function emptyUnwantedExtensions(extensions: string): Promise<void> {
  for (const id of unwantedExtensions) {
    const folder = join(extensions, id);
    const { name, publisher, version: itsVersion, engines } = await readManifest(join(folder, 'package.json'));
    await rm(folder, { recursive: true });
    await mkdir(folder);
    const capabilities = { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true };
    const manifest = { name, publisher, version: itsVersion, engines, capabilities, main: 'index.js' };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(folder, 'index.js'), '');
  }
}

async function dropUnwantedPackages(file: string): Promise<void> {
  const manifest = await readManifest(file);
  for (const name of unwantedPackages) delete manifest.dependencies[name];
  delete manifest.overrides;
  await writeFile(file, JSON.stringify(manifest, undefined, 2));
}

async function readManifest(file: string): Promise<Manifest> {
  return JSON.parse(await readFile(file, 'utf8')) as Manifest;
}

/** Two native modules that would have to be compiled, and that the server does without: here they do nothing. */
const standIns = {
  '@vscode/native-watchdog': 'exports.start = () => {}; exports.exit = (code) => process.exit(code);',
  '@vscode/spdlog': `const nothing = () => {};
class Logger { trace = nothing; debug = nothing; info = nothing; warn = nothing; error = nothing; critical = nothing;
  flush = nothing; drop = nothing; setLevel = nothing; getLevel = () => 2; clearFormatters = nothing; setPattern = nothing; }
exports.Logger = Logger; exports.setLevel = nothing; exports.setFlushOn = nothing; exports.version = 0;
exports.createRotatingLogger = exports.createAsyncRotatingLogger = async () => new Logger();`,
};

async function addStandIns(root: string): Promise<void> {
  for (const [name, text] of Object.entries(standIns)) {
    const folder = join(root, 'node_modules', name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'index.js'), text);
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
  }
}

/** What a killed install left behind an hour ago or more. */
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith('installing-')) continue;
    const folder = join(parent, name);
    const age = Date.now() - (await stat(folder)).mtimeMs;
    if (age > 3_600_000) await rm(folder, { recursive: true, force: true });
  }
}

async function run(command: string, args: string[], cwd: string): Promise<void> {
  await promisify(execFile)(command, args, { cwd, maxBuffer: 1 << 26, shell: process.platform === 'win32' });
}

function say(text: string): void {
  process.stderr.write(`test harness: ${text}\n`);
}
