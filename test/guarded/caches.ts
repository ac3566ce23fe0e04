import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Clients of other ecosystems, installed once into the user's cache by their own package managers. */
export const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'valet-key-tests');

const pythonPackages = ['requests==2.34.2', 'httpx==0.28.1', 'stripe==16.1.0', 'openai==3.57.0', 'websockets==17.4'];
const nodePackages = [
  'stripe@23.1.0',
  'openai@7.57.0',
  'axios@1.21.1',
  '@aws-sdk/client-sts@3.1174.0',
  '@aws-sdk/client-s3@3.1175.0',
];

/** Where something is, or why it is not there. */
type Installed<Where> = Where | { readonly missing: string };

const socketPackages = ['pg@8.23.1', 'ws@8.23.0'];

/** The Python with the packages in it, or why there is none. */
export function pythonClients(): Installed<{ readonly program: string }> {
  return pythonWith('python', pythonPackages);
}

/** The folder whose `node_modules` has the packages, or why there is none. */
export function nodeClients(): Installed<{ readonly folder: string }> {
  return nodeWith('node', nodePackages);
}

export function pythonWith(name: string, packages: readonly string[]): Installed<{ readonly program: string }> {
  const program = join(cache, name, 'bin', 'python');
  const steps: readonly Step[] = [
    ['python3', '-m', 'venv', join(cache, name)],
    [program, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages],
  ];
  return install(name, packages, steps) ?? { program };
}

/** `scripts` are those of the packages, where they fetch what they are made of. */
export function nodeWith(
  name: string,
  packages: readonly string[],
  scripts: 'ignored' | 'run' = 'ignored',
): Installed<{ readonly folder: string }> {
  const folder = join(cache, name);
  const ignoring = scripts === 'ignored' ? ['--ignore-scripts'] : [];
  const steps: readonly Step[] = [
    ['npm', 'install', '--prefix', folder, '--no-audit', '--no-fund', ...ignoring, ...packages],
  ];
  return install(name, packages, steps) ?? { folder };
}

/** A program of one file of Go, built with a module, or why it is not there. */
export function goProgram(name: string, source: string, module: string): Installed<{ readonly program: string }> {
  const folder = join(cache, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.go'), source);
  writeFileSync(join(folder, 'go.mod'), `module ${name}\n\ngo 1.24\n`);
  const digest = createHash('sha256').update(source).digest('hex').slice(0, 12);
  const steps: readonly Step[] = [
    ['go', '-C', folder, 'get', module],
    ['go', '-C', folder, 'mod', 'tidy'],
    ['go', '-C', folder, 'build', '-o', 'program', '.'],
  ];
  return install(name, [module, digest], steps) ?? { program: join(folder, 'program') };
}

/** The same for clients that open connections of their own, in a folder that does not change with the others. */
export function socketClients(): { readonly folder: string } | { readonly missing: string } {
  const folder = join(cache, 'node-sockets');
  const steps: readonly Step[] = [
    ['npm', 'install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', ...socketPackages],
  ];
  return install('node-sockets', socketPackages, steps) ?? { folder };
}

type Step = readonly [program: string, ...args: string[]];

/** A mark says that everything was there once; a network that is away fails the first step that needs it. */
function install(name: string, packages: readonly string[], steps: readonly Step[]): { missing: string } | undefined {
  const mark = join(cache, `${name}-${packages.join('+').replaceAll(/[^\w.+=-]/g, '_')}`);
  if (existsSync(mark)) return undefined;
  mkdirSync(join(cache, name), { recursive: true });
  for (const [program, ...args] of steps) {
    const { status, error } = spawnSync(program, args, { stdio: 'ignore', timeout: 240_000 });
    if (status !== 0)
      return { missing: `${program} ${args[0]} ${error ? 'is not here' : 'failed'}: no packages from its index` };
  }
  writeFileSync(mark, '');
  return undefined;
}
