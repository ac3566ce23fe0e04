import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import type { BuildOptions, Plugin } from 'esbuild';
import { checkOptions } from '../src/core/requests/manifest-check.ts';
import { shapings } from '../src/core/services/shaping.ts';

const project = join(import.meta.dirname, '..');

/**
 * The check of manifests as ajv writes it down, in the place of the module that has ajv write it: writing it takes
 * longer than everything else at the start of a run.
 */
const writtenCheck: Plugin = {
  name: 'written-check',
  setup(build) {
    build.onLoad({ filter: /[\\/]requests[\\/]manifest-check\.ts$/ }, () => {
      const path = join(project, 'media/valet-key.schema.json');
      const schema = JSON.parse(readFileSync(path, 'utf8')) as object;
      const ajv = new Ajv2020({ ...checkOptions, code: { source: true, esm: true } });
      const code = standaloneCode(ajv, ajv.compile(schema));
      const contents = `${code}\nexport const manifestCheck = () => validate;\n`;
      return { contents, loader: 'js', resolveDir: project, watchFiles: [path] };
    });
  },
};

/** What placeholders are made from, without the fact sheets that it is taken from: no run needs more of them. */
const writtenShapings: Plugin = {
  name: 'written-shapings',
  setup(build) {
    build.onLoad({ filter: /[\\/]services[\\/]shaping\.ts$/ }, () => {
      const text = JSON.stringify(JSON.stringify(shapings));
      return { contents: `export const shapings = JSON.parse(${text});\n`, loader: 'js' };
    });
  },
};

/** What every bundle has in common. */
export const common = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  legalComments: 'none',
  external: ['vscode', '@napi-rs/keyring'],
  // jsonc-parser's CommonJS build asks for its parts in a way that no bundler can follow.
  mainFields: ['module', 'main'],
  plugins: [writtenCheck, writtenShapings],
} as const satisfies BuildOptions;

/**
 * Node makes a getter for what is new in `node:http` and calls every one of them when a module imports it: its own
 * `fetch` is loaded for nothing, which takes longer than all of this program. What is required is left alone.
 */
const requiredHttp: Plugin = {
  name: 'required-http',
  setup(build) {
    build.onResolve({ filter: /^node:http$/ }, ({ kind, path }) =>
      kind === 'import-statement' ? { path, namespace: 'required' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
    }));
  },
};

const module = {
  format: 'esm',
  plugins: [...common.plugins, requiredHttp],
  outExtension: { '.js': '.mjs' },
  banner: {
    // The CommonJS packages in a bundle, and the native keychain module, ask for a `require`.
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
} as const satisfies BuildOptions;

/** The programs that Node runs. They share their parts, and load the ones that a command needs. */
export const programs = {
  ...module,
  entryPoints: {
    cli: join(project, 'src/cli.ts'),
    broker: join(project, 'src/broker/main.ts'),
    // A process of its own, which lives on where the broker was killed.
    executor: join(project, 'src/broker/grants/executor.ts'),
  },
  splitting: true,
  chunkNames: 'part-[hash]',
} as const satisfies BuildOptions;

export const sandbox = {
  ...module,
  entryPoints: { sandbox: '@anthropic-ai/sandbox-runtime' },
} as const satisfies BuildOptions;
