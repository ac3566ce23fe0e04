import { runMocha } from '../harness/mocha-run.ts';

/** The names of all test files, put here by `esbuild.mjs`. */
declare const EDITOR_TESTS: readonly string[];

/**
 * Runs, in the extension host, the tests that are for the workspace it has open. A file says in its name which one of
 * `test/editor/workspaces` it needs: `create.multi-root.test.ts` runs in `multi-root`, `create.test.ts` in `folder`.
 */
export const run = (): Promise<void> =>
  runMocha(async () => {
    const workspace = process.env['VALET_KEY_TEST_WORKSPACE'] ?? 'folder';
    for (const name of EDITOR_TESTS) {
      // The bundler turns this into a table of every test file.
      if (workspaceOf(name) === workspace) await import(`./${name}.test.ts`);
    }
  });

function workspaceOf(name: string): string {
  return /\.([a-z-]+)$/.exec(name)?.[1] ?? 'folder';
}
