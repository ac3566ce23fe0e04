import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, outcomeOf, type Workplace, workplace } from './program.ts';
import { jsonl, lines, paths, withKey } from './scan-lines.ts';

describe('valet-key scan --staged', () => {
  it('reads the index, not the work tree, and only the lines that are added', async () => {
    using place = await repository({ 'old.js': `${withKey()}// two\n`, 'b.js': '// b\n' });
    place.write({
      'old.js': `${place.read('old.js')}// three\n`,
      'b.js': withKey(),
      'c d.js': withKey(),
      'e.js': withKey(),
    });
    await git(place, 'add', 'old.js', 'b.js', 'c d.js');
    place.write({ 'b.js': '// cleaned up, but not staged\n' });
    const outcome = await jsonl(place, ['--staged']);
    assert.deepEqual([outcome.status, paths(outcome)], [1, ['b.js', 'c d.js']]);
  });

  it('finds nothing where nothing is staged, even in a repository without a commit', async () => {
    using place = await repository({});
    place.write({ 'a.js': withKey() });
    assert.equal((await jsonl(place, ['--staged'])).status, 0);
    await git(place, 'add', '.');
    assert.deepEqual(paths(await jsonl(place, ['--staged'])), ['a.js']);
  });

  it('is not fooled by names, by what lines hold, by links, attributes and configuration', async () => {
    using place = await repository({ '.gitattributes': '*.lock binary -diff\n' });
    await git(place, 'config', 'diff.noprefix', 'true');
    await git(place, 'config', 'diff.external', 'false');
    const fake = `diff --git a/x b/x\n+++ b/x\n@@ -1 +1 @@\n\\ No newline\n-- \n++ \n`;
    place.write({
      'ü "quoted"\t\n.js': withKey(),
      'fake.txt': `${fake}${withKey()}`,
      'a.lock': withKey(),
      'cr.js': `// one\r// two\r\n${withKey().trim()}`,
      'sub/deep/x.js': withKey(),
    });
    symlinkSync('fake.txt', join(place.folder, 'link.js'));
    await git(place, 'add', '.');
    const outcome = await jsonl(place, ['--staged']);
    assert.deepEqual(paths(outcome).toSorted(), ['a.lock', 'cr.js', 'fake.txt', 'sub/deep/x.js', 'ü "quoted"\t\n.js']);
    assert.deepEqual(paths(await jsonl(place, ['--staged', 'sub'])), ['sub/deep/x.js']);
    assert.deepEqual(paths(await jsonl(place, ['--staged', '--exclude', 'sub', '--include', '*.js'])).length, 2);
  });

  it('counts a credential of several lines of which one is new', async () => {
    const key = privateKey().split('\n');
    const cut = key.toSpliced(2, 1).join('\n');
    using place = await repository({ 'key.pem': cut });
    place.write({ 'key.pem': key.join('\n') });
    await git(place, 'add', '.');
    assert.deepEqual(
      lines(await jsonl(place, ['--staged'])).map(({ kind, line }) => [kind, line]),
      [['private-key', 1]],
    );
  });

  it('stops a commit from a hook, also one of a part of the changes', async () => {
    using place = await repository({ 'a.js': '// a\n', 'b.js': '// b\n' });
    const hook = join(place.folder, '.git/hooks/pre-commit');
    writeFileSync(hook, `#!/bin/sh\nexec "${process.execPath}" "${await bundle()}" scan --staged\n`);
    chmodSync(hook, 0o755);
    place.write({ 'a.js': withKey(), 'b.js': '// better\n' });
    const refused = await git(place, 'commit', '-q', '-a', '-m', 'both');
    assert.equal(refused.status, 1);
    assert.match(refused.stdout + refused.stderr, /a\.js/);
    assert.equal((await git(place, 'commit', '-q', '-m', 'one', 'b.js')).status, 0);
    assert.equal((await git(place, 'commit', '-q', '-m', 'other', 'a.js')).status, 1);
    const listed = await git(place, 'status', '--short');
    assert.equal(listed.stdout, ' M a.js\n');
  });
});

describe('valet-key scan --since', () => {
  it('reports what was added since the lines of work parted, committed or not', async () => {
    using place = await repository({ 'old.js': withKey() });
    const main = (await git(place, 'branch', '--show-current')).stdout.trim();
    await git(place, 'checkout', '-q', '-b', 'work');
    place.write({ 'committed.js': withKey(), 'old.js': `${place.read('old.js')}// more\n` });
    await commit(place);
    place.write({ 'changed.js': '' });
    place.write({ 'fresh.js': withKey(), 'ignored.js': withKey(), '.gitignore': 'ignored.js\n' });
    await git(place, 'checkout', '-q', main);
    place.write({ 'elsewhere.js': withKey() });
    await git(place, 'add', 'elsewhere.js');
    await git(place, 'commit', '-q', '-m', 'meanwhile');
    await git(place, 'checkout', '-q', 'work');
    assert.deepEqual(paths(await jsonl(place, ['--since', main])), ['committed.js', 'fresh.js']);
    assert.deepEqual(paths(await jsonl(place, ['--since', 'HEAD'])), ['fresh.js']);
  });

  it('says so of a revision that is none, and of one that would be an option', async () => {
    using place = await repository({ 'a.js': '' });
    for (const revision of ['no-such-branch', '--output=x', 'a.js']) {
      const { status, stderr } = await place.run(['scan', `--since=${revision}`]);
      assert.equal(status, 2);
      assert.match(stderr, /--since names no revision of this repository/);
    }
  });

  it('says so where git is not there', async () => {
    using place = await repository({ 'a.js': '' });
    const { status, stderr } = await place.run(['scan', '--since', 'HEAD'], { env: { PATH: place.home } });
    assert.equal(status, 2);
    assert.match(stderr, /git was not found/);
  });
});

function privateKey(): string {
  const { privateKey: pem } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return pem;
}

async function repository(files: Readonly<Record<string, string>>): Promise<Workplace> {
  const place = workplace();
  await git(place, 'init', '-q');
  place.write(files);
  if (Object.keys(files).length > 0) await commit(place);
  return place;
}

async function commit(place: Workplace): Promise<void> {
  await git(place, 'add', '.');
  await git(place, 'commit', '-q', '-m', 'a commit');
}

function git(place: Workplace, ...args: string[]) {
  const person = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
  return outcomeOf('git', [...person, ...args], { cwd: place.folder, env: place.env });
}
