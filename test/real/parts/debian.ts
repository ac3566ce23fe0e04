import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Missing } from './part.ts';

/** Has a program's Debian packages installed where that is allowed: as root, with apt. Elsewhere says what is missing. */
export function requireProgram(find: () => string | undefined, ...packages: readonly string[]): string {
  const found = find() ?? (install(packages) ? find() : undefined);
  if (found !== undefined) return found;
  throw new Missing(`needs ${packages.join(', ')}: apt-get install ${packages.join(' ')}`);
}

function install(packages: readonly string[]): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.log(`    installing ${packages.join(', ')} with apt-get`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  return apt('update') && apt('install', '-y', '--no-install-recommends', ...packages);
}
