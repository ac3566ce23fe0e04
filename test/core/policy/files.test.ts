import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createGitIgnores, createPathFilter, isBinaryPath, looksBinary } from '../../../src/core/policy/files.ts';

describe('the files that are looked at', () => {
  filters('everything', ['**'], [], { 'a.py': true, 'a/b/.env': true });
  filters('what is included', ['src/**', '*.md'], [], { 'src/a/b.ts': true, 'docs/a.md': true, 'lib/a.ts': false });
  filters('without what is excluded', ['**'], ['**/*.min.js', 'vendor'], {
    'a.min.js': false,
    'x/vendor/a.js': false,
    'vendor.js': true,
  });
  filters('without a folder and all in it', ['**'], ['**/dist', 'test/data/'], {
    'a/dist/b/c.js': false,
    'test/data/x': false,
    'test/database': true,
  });

  const rules: Readonly<Record<string, string>> = {
    '': '*.log\n/build\n!important.log\ntmp/\n# comment\nDocs\n',
    sub: '!keep.log\nbuild\n',
    'sub/deep': '*\n!.gitignore\n!kept/\n',
    tmp: '!everything\n',
  };
  const paths = ['a.log', 'important.log', 'sub/a.log', 'sub/keep.log', 'build/x', 'sub/build/x', 'other/build/x'];
  paths.push('tmp/everything', 'sub/deep/x', 'sub/deep/kept/y', 'docs/a', 'Docs/a', 'sub/deep/.gitignore', 'a/tmp');

  it('are not those that git ignores, as git itself says', () => {
    const folder = mkdtempSync(join(tmpdir(), 'valet-key-ignores-'));
    try {
      execFileSync('git', ['init', '-q'], { cwd: folder });
      const ignores = createGitIgnores();
      for (const [place, text] of Object.entries(rules)) {
        ignores.add(place, text);
        mkdirSync(join(folder, place), { recursive: true });
        writeFileSync(join(folder, place, '.gitignore'), text);
      }
      for (const path of paths) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        if (!path.endsWith('.gitignore')) writeFileSync(join(folder, path), '');
      }
      const listed = execFileSync('git', ['ls-files', '-o', '--exclude-standard'], { cwd: folder, encoding: 'utf8' });
      const kept = new Set(listed.split('\n'));
      for (const path of paths) assert.equal(ignores.ignores(path), !kept.has(path), path);
      assert.ok(ignores.ignores('tmp/') && !ignores.ignores('sub/'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('are not pictures, archives and programs', () => {
    for (const path of ['a/b.PNG', 'x.tar.gz', 'lib.so', 'font.woff2']) assert.ok(isBinaryPath(path), path);
    for (const path of ['png', 'a.py', 'Makefile', '.env', 'a.svg', 'dist/so']) assert.ok(!isBinaryPath(path), path);
  });

  it('are not those whose first bytes are no text', () => {
    assert.ok(looksBinary(Buffer.from('\u007fELF\u0000\u0001')));
    assert.ok(!looksBinary(Buffer.from('plain\n')));
    assert.ok(!looksBinary(Buffer.from('\ufeffkey', 'utf16le')));
    assert.ok(!looksBinary(Buffer.alloc(0)));
  });
});

function filters(
  fact: string,
  include: readonly string[],
  exclude: readonly string[],
  expected: Readonly<Record<string, boolean>>,
): void {
  it(`are ${fact}`, () => {
    const filter = createPathFilter({ include, exclude });
    for (const [path, wanted] of Object.entries(expected)) assert.equal(filter(path), wanted, path);
  });
}
