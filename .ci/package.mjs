import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { addKeychainBuilds } from './keychain-builds.mjs';

/**
 * `npm run package`: one `.vsix` for every platform, or with `-- --target linux-x64` a smaller one for that alone.
 * Nothing of `node_modules` is in it: the code is bundled, and the keychain module's builds lie beside the bundles.
 */
const project = resolve(import.meta.dirname, '..');
const { target } = parseArgs({ options: { target: { type: 'string' } } }).values;
const packagePath = join(project, 'dist', target === undefined ? 'valet-key.vsix' : `valet-key-${target}.vsix`);

rmSync(join(project, 'dist'), { recursive: true, force: true });
execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: project, stdio: 'inherit' });
const builds = addKeychainBuilds(target);
await createVSIX({
  cwd: project,
  packagePath,
  dependencies: false,
  allowMissingRepository: true,
  // The pictures of the README lie beside it in the package.
  rewriteRelativeLinks: false,
  // Fact sheets say how Slack's tokens begin; the packager takes such a beginning for a token.
  allowPackageSecrets: ['slack'],
  ...(target !== undefined && { target }),
});
console.log(
  `${packagePath}: ${(statSync(packagePath).size / 1e6).toFixed(1)} MB, keychain builds: ${builds.join(', ')}`,
);
