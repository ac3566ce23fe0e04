import { existsSync } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryFolder } from './temporary-folder.ts';

const project = resolve(import.meta.dirname, '..', '..');
const fixtures = join(project, 'test', 'editor', 'workspaces');

export interface TestRun {
  /** The bundle that exports `run()`. */
  tests: string;
  extension: string;
  /** Folders to copy and open, one editor each. */
  workspaces: string[];
}

/** Reads `[--tests FILE] [--extension FOLDER] [WORKSPACE…]`; every part has its default. */
export async function testRun(): Promise<TestRun> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { tests: { type: 'string' }, extension: { type: 'string' } },
  });
  const tests = resolve(values.tests ?? join(project, 'dist', 'test', 'editor.cjs'));
  if (!existsSync(tests)) throw new Error(`${tests} is not there: build it first with \`npm run build\``);
  const extension = resolve(values.extension ?? project);
  const workspaces = positionals.length > 0 ? positionals.map((path) => resolve(path)) : await everyWorkspace();
  return { tests, extension, workspaces };
}

async function everyWorkspace(): Promise<string[]> {
  const entries = await readdir(fixtures, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(fixtures, entry.name));
}

export interface WorkspaceCopy extends AsyncDisposable {
  readonly name: string;
  /** The copied folder, or the multi-root `.code-workspace` file in it. */
  readonly path: string;
}

/** A copy that tests may change, under the fixture's own name. */
export async function copyWorkspace(fixture: string): Promise<WorkspaceCopy> {
  const name = basename(fixture);
  const parent = await temporaryFolder('workspace');
  const folder = join(parent.path, name);
  await cp(fixture, folder, { recursive: true });
  const file = (await readdir(folder)).find((entry) => entry.endsWith('.code-workspace'));
  return {
    name,
    path: file === undefined ? folder : join(folder, file),
    [Symbol.asyncDispose]: () => parent[Symbol.asyncDispose](),
  };
}
