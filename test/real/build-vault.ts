import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  constants,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashiCorpVaultFolder, hashiCorpVaultVersion } from './parts/hashicorp-vault.ts';

/**
 * `node test/real/build-vault.ts` builds HashiCorp Vault from its module, without its web pages, for
 * `test/real/openbao.test.ts`. On two cores it takes about ten minutes, once; what was compiled is kept by Go where it is
 * broken off.
 */
const folder = hashiCorpVaultFolder();
/** As the release's own `go.mod` has it. */
const sdkVersion = 'v0.9.2';

class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
}

const place = mkdtempSync(join(tmpdir(), 'valet-key-build-vault-'));
try {
  go(['mod', 'init', 'local/vault']);
  go([
    'mod',
    'edit',
    '-go=1.20',
    `-require=github.com/hashicorp/vault@v${hashiCorpVaultVersion}`,
    '-replace=github.com/hashicorp/vault/sdk=./sdk',
  ]);
  copySdk(join(place, 'sdk'));
  // A module that needs the program, so that `go mod tidy` finds all of what it is made of.
  writeFileSync(
    join(place, 'tools.go'),
    '//go:build tools\n\npackage tools\n\nimport _ "github.com/hashicorp/vault"\n',
  );
  go(['mod', 'tidy']);
  mkdirSync(folder, { recursive: true });
  go(['build', '-trimpath', '-ldflags=-s -w', '-o', join(folder, 'vault.new'), 'github.com/hashicorp/vault']);
  renameSync(join(folder, 'vault.new'), join(folder, 'vault'));
  console.log(`built ${join(folder, 'vault')}`);
} finally {
  rmSync(place, { recursive: true, force: true });
}

/**
 * A release is built with its own copy of the SDK; the published one beside it refuses to start a path that can create
 * and does not say what exists, as some of that release's do. That check alone is left out.
 */
function copySdk(copy: string): void {
  const { Dir: original } = JSON.parse(
    go(['mod', 'download', '-json', `github.com/hashicorp/vault/sdk@${sdkVersion}`]),
  ) as {
    Dir: string;
  };
  // Modules are kept without the right to write.
  cpSync(original, copy, { recursive: true, mode: constants.COPYFILE_FICLONE });
  const path = join(copy, 'framework/backend.go');
  chmodSync(path, 0o644);
  writeFileSync(path, readFileSync(path, 'utf8').replace('if p.ExistenceCheck == nil {', 'if false {'));
}

function go(args: readonly string[]): string {
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod' };
  const { status, error, stdout } = spawnSync('go', args, {
    cwd: place,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 0) return stdout;
  throw new BuildFailed(error ? 'the Go tool chain is not here' : `go ${args[0]} failed`, { cause: error });
}
