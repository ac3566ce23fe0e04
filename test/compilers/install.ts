import { spawnSync } from 'node:child_process';
import { checkedPackages } from './toolchains.ts';

/**
 * Installs what the compilers' tests need, where that is possible: as root on Debian and its kin. Elsewhere it says so;
 * the tests of what is missing are then skipped, each with its reason.
 */
const isPossible = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
if (isPossible) {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...parameters: string[]): void =>
    void spawnSync('apt-get', ['-qq', ...parameters], { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  apt('update');
  apt('install', '--no-install-recommends', '-y', ...checkedPackages);
  // HashiCorp's own formatter is in no Debian package.
  if (spawnSync('hclfmt', ['-version']).error)
    spawnSync('go', ['install', 'github.com/hashicorp/hcl/v2/cmd/hclfmt@v2.25.0'], {
      stdio: 'inherit',
      env: { ...environment, GOBIN: '/usr/local/bin' },
    });
} else console.log(`To test all languages, install: ${checkedPackages.join(' ')}`);
