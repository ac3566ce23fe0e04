import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Clients of other ecosystems, installed once into the user's cache by their own package managers. */
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'valet-key-tests');

const pythonPackages = ['requests==2.34.2', 'httpx==0.28.1', 'stripe==16.1.0', 'openai==3.57.0', 'websockets==17.4'];
const nodePackages = [
  'stripe@23.1.0',
  'openai@7.57.0',
  'axios@1.21.1',
  '@aws-sdk/client-sts@3.1174.0',
  '@aws-sdk/client-s3@3.1175.0',
];

/** The Python with the packages in it, or why there is none. */
export function pythonClients(): { readonly program: string } | { readonly missing: string } {
  const program = join(cache, 'python', 'bin', 'python');
  const steps: readonly Step[] = [
    ['python3', '-m', 'venv', join(cache, 'python')],
    [program, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...pythonPackages],
  ];
  return install('python', pythonPackages, steps) ?? { program };
}

/** The folder whose `node_modules` has the packages, or why there is none. */
export function nodeClients(): { readonly folder: string } | { readonly missing: string } {
  const folder = join(cache, 'node');
  const steps: readonly Step[] = [
    ['npm', 'install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', ...nodePackages],
  ];
  return install('node', nodePackages, steps) ?? { folder };
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
