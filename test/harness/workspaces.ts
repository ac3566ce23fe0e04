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

/** Reads `[--tests FILE] [--extension FOLDER] [WORKSPACE…]`, a workspace by its name or path; all have defaults. */
export async function testRun(): Promise<TestRun> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { tests: { type: 'string' }, extension: { type: 'string' } },
  });
  const tests = resolve(values.tests ?? join(project, 'dist', 'test', 'editor.cjs'));
  if (!existsSync(tests)) throw new Error(`${tests} is not there: build it first with \`npm run build\``);
  const extension = resolve(values.extension ?? project);
  const workspaces = positionals.length > 0 ? positionals.map(fixtureOf) : await everyWorkspace();
  return { tests, extension, workspaces };
}

function fixtureOf(name: string): string {
  const own = join(fixtures, name);
  return existsSync(own) ? own : resolve(name);
}

async function everyWorkspace(): Promise<string[]> {
  const entries = await readdir(fixtures, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(fixtures, entry.name));
}

export interface WorkspaceCopy extends AsyncDisposable {
  readonly name: string;
  /** The copied folder, the multi-root `.code-workspace` file in it, or the address of a virtual folder. */
  readonly path: string;
  /** Extensions that the workspace needs beside the one under test. */
  readonly extensions: readonly string[];
  readonly untrusted: boolean;
}

/** A copy that tests may change, under the fixture's own name, which also says how it is opened. */
export async function copyWorkspace(fixture: string): Promise<WorkspaceCopy> {
  const name = basename(fixture);
  const parent = await temporaryFolder('workspace');
  const folder = join(parent.path, name);
  await cp(fixture, folder, { recursive: true });
  const file = (await readdir(folder)).find((entry) => entry.endsWith('.code-workspace'));
  const virtual = name === 'virtual';
  return {
    name,
    path: virtual ? 'memory:/app' : file === undefined ? folder : join(folder, file),
    extensions: [join(project, 'dist', 'test', virtual ? 'memory-files' : 'debuggers')],
    untrusted: name === 'untrusted',
    [Symbol.asyncDispose]: () => parent[Symbol.asyncDispose](),
  };
}
