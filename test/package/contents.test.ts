import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';

const project = resolve(import.meta.dirname, '../..');

/** What a user's editor reads, and nothing else; what is in brackets is there once it was built or written. */
const expected: readonly RegExp[] = [
  /^package\.json$/,
  /^package\.nls(?:\.[a-z-]+)?\.json$/,
  /^LICENSE$/,
  /^(?:README|CHANGELOG)\.md$/,
  /^dist\/(?:extension\.cjs|cli\.mjs|broker\.mjs|executor\.mjs|sandbox\.mjs|part-[A-Z0-9]{8}\.mjs|third-party\.txt)$/,
  /^dist\/vendor\/seccomp\/[a-z0-9]+\/apply-seccomp$/,
  /^dist\/keyring\.[a-z0-9-]+\.node$/,
  /^l10n\/bundle\.l10n(?:\.[a-z-]+)?\.json$/,
  /^media\/(?:icon\.png|view\.svg|(?:valet-key|launch)\.schema\.json|readme-[a-z]+\.png|walkthrough-[a-z]+\.svg)$/,
];

describe('the package', () => {
  let files: readonly string[];

  before(async () => {
    files = await listFiles({ cwd: project, packageManager: PackageManager.None });
  });

  it('holds what a user needs and nothing else', () => {
    assert.deepEqual(
      files.filter((file) => !expected.some((pattern) => pattern.test(file))),
      [],
    );
  });

  it('holds every file that its manifest names', async () => {
    const { default: manifest } = (await import('../../package.json', { with: { type: 'json' } })) as {
      default: unknown;
    };
    const named = [...JSON.stringify(manifest).matchAll(/"((?:\.\/)?(?:media|dist|l10n)\/[^"]+\.[a-z]+)"/g)].map(
      ([, path = '']) => path.replace(/^\.\//, ''),
    );
    const missing = named.filter(
      (path) => !files.includes(path) && (existsSync(resolve(project, path)) || !path.startsWith('dist/')),
    );
    assert.deepEqual(missing, []);
    assert.ok(named.length >= 8, 'the manifest names its pictures and bundles');
  });

  it('has the top-level entries of an extension', () => {
    const top = new Set(files.map((file) => file.replace(/\/.*/, '/')).filter((entry) => entry !== 'dist/'));
    for (const one of ['README.md', 'CHANGELOG.md']) top.delete(one);
    assert.deepEqual([...top].toSorted(), ['LICENSE', 'l10n/', 'media/', 'package.json', 'package.nls.json']);
  });
});
