import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const project = resolve(import.meta.dirname, '../..');

/** What one room says and whether the linter lets it. */
const rows: readonly { file: string; code: string; allowed: boolean }[] = [
  { file: 'src/core/detect/a.ts', code: "import { readFileSync } from 'node:fs';", allowed: false },
  { file: 'src/core/detect/b.ts', code: "import type { TextDocument } from 'vscode';", allowed: false },
  { file: 'src/core/policy/c.ts', code: "export { Vault } from '../../broker/vault.ts';", allowed: false },
  { file: 'src/core/policy/d.ts', code: "import { parse } from 'jsonc-parser';", allowed: true },
  { file: 'src/broker/e.ts', code: "import { window } from 'vscode';", allowed: false },
  { file: 'src/broker/f.ts', code: "import { settings } from '../editor/settings.ts';", allowed: false },
  { file: 'src/broker/g.ts', code: "import { readFileSync } from 'node:fs';", allowed: true },
  { file: 'src/cli/h.ts', code: "import { window } from 'vscode';", allowed: false },
  { file: 'src/cli/i.ts', code: "import { Vault } from '../broker/vault.ts';", allowed: true },
  { file: 'src/editor/j.ts', code: "import { Vault } from '../broker/vault.ts';", allowed: false },
  { file: 'src/editor/n.ts', code: "import { Vault } from '../broker/vault/vault.ts';", allowed: false },
  { file: 'src/editor/k.ts', code: "import { scan } from '../cli/scan.ts';", allowed: false },
  { file: 'src/editor/l.ts', code: "import { BrokerClient } from '../broker/client.ts';", allowed: true },
  { file: 'src/editor/m.ts', code: "import { window } from 'vscode';", allowed: true },
  { file: 'src/core/detect/n.ts', code: "export type { O } from './o.ts'; export type N = string;", allowed: false },
  { file: 'src/core/detect/o.ts', code: "import type { N } from './n.ts'; export type O = N;", allowed: false },
];

describe('the rooms', () => {
  let folder: string;
  let refused: ReadonlySet<string>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'valet-key-rooms-'));
    await cp(join(project, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const { file, code } of rows) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), `${code}\n`);
    }
    refused = await filesWithRefusedImports(folder);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  for (const { file, code, allowed } of rows) {
    it(`${allowed ? 'lets' : 'refuses'} ${code} in ${dirname(file)}`, () => {
      assert.equal(refused.has(file), !allowed);
    });
  }
});

async function filesWithRefusedImports(folder: string): Promise<ReadonlySet<string>> {
  const oxlint = join(project, 'node_modules/oxlint/bin/oxlint');
  const { stdout } = await promisify(execFile)(process.execPath, [oxlint, '--format', 'json', '.'], {
    cwd: folder,
  }).catch((error: { stdout: string }) => error);
  const report = JSON.parse(stdout) as { diagnostics: readonly { code: string; filename: string }[] };
  const wrong = report.diagnostics.filter(({ code }) => /no-restricted-imports|no-cycle/.test(code));
  return new Set(wrong.map(({ filename }) => filename.replaceAll('\\', '/')));
}
