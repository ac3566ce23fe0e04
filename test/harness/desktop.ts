import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { ownHome } from './own-home.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { copyWorkspace, testRun, type TestRun } from './workspaces.ts';

/**
 * The same tests as `extension-tests.ts`, in the desktop VS Code, which is downloaded once. There is no driver there:
 * tests that need the keyboard skip themselves. `VALET_KEY_TEST_VSCODE` names a version other than the newest.
 */
async function main(): Promise<number> {
  const run = await testRun();
  const executable = await download();
  if (executable === undefined) return 2;
  for (const workspace of run.workspaces) await testIn(workspace, run, executable);
  return 0;
}

async function download(): Promise<string | undefined> {
  const version = process.env['VALET_KEY_TEST_VSCODE'] ?? 'stable';
  try {
    return await downloadAndUnzipVSCode({ version });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(
      `VS Code ${version} could not be downloaded (${reason}): test:desktop needs internet access, test:editor does not`,
    );
    return undefined;
  }
}

async function testIn(fixture: string, { tests, extension }: TestRun, executable: string): Promise<void> {
  await using workspace = await copyWorkspace(fixture);
  await using data = await temporaryFolder('desktop');
  const env = ownHome(data.path);
  await mkdir(join(data.path, 'home'), { recursive: true });
  console.log(`\nworkspace ${workspace.name}`);
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: [extension, ...workspace.extensions],
    extensionTestsPath: tests,
    extensionTestsEnv: { ...env, VALET_KEY_TEST_WORKSPACE: workspace.name },
    launchArgs: [
      ...(workspace.path.includes(':/') ? ['--folder-uri', workspace.path] : [workspace.path]),
      '--disable-extensions',
      ...(workspace.untrusted ? [] : ['--disable-workspace-trust']),
      `--user-data-dir=${join(data.path, 'user')}`,
    ],
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
