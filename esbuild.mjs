import { cpSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { context } from 'esbuild';
import { common as shared, programs, sandbox } from './.ci/bundling.ts';
import { thirdPartyNotices } from './.ci/third-party.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const common = {
  ...shared,
  minify: production,
  sourcemap: production ? false : 'linked',
  metafile: production,
  logLevel: 'info',
};

// Parts are named by what is in them: those of the last build would stay.
for (const name of globSync('dist/part-*')) rmSync(name);
const bundles = [
  { ...common, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.cjs', format: 'cjs' },
  { ...common, ...programs, outdir: 'dist' },
  // Loaded for enforced runs alone.
  { ...common, ...sandbox, outdir: 'dist' },
];
if (!production) {
  bundles.push({
    ...common,
    entryPoints: ['test/editor/index.ts'],
    outfile: 'dist/test/editor.cjs',
    format: 'cjs',
    external: [...common.external, 'mocha'],
    // Every test file there is; `test/editor/index.ts` loads those that are for the workspace it runs in.
    define: { EDITOR_TESTS: JSON.stringify(editorTests()) },
  });
  const bench = { entryPoints: ['test/bench/in-editor.ts'], outfile: 'dist/test/bench.cjs', format: 'cjs' };
  bundles.push({ ...common, ...bench, external: [...common.external, 'mocha'] });
  for (const extension of ['memory-files', 'debuggers']) {
    bundles.push({
      ...common,
      entryPoints: ['extension.ts', 'package.json'].map((file) => `test/harness/${extension}/${file}`),
      outdir: `dist/test/${extension}`,
      outExtension: { '.js': '.cjs' },
      format: 'cjs',
      loader: { '.json': 'copy' },
    });
  }
}

const metafiles = [];
for (const options of bundles) {
  const bundle = await context(options);
  if (watch) await bundle.watch();
  else {
    metafiles.push((await bundle.rebuild()).metafile);
    await bundle.dispose();
  }
}
// What keeps a task in the sandbox from sockets of the system; the runtime looks for it beside its bundle.
cpSync('node_modules/@anthropic-ai/sandbox-runtime/vendor/seccomp', 'dist/vendor/seccomp', { recursive: true });
if (production) writeFileSync('dist/third-party.txt', thirdPartyNotices(metafiles));

/** `act/replace` for `test/editor/act/replace.test.ts`. */
function editorTests() {
  const files = globSync('**/*.test.ts', { cwd: 'test/editor' });
  return files.map((file) => file.replaceAll('\\', '/').replace(/\.test\.ts$/, '')).toSorted();
}
