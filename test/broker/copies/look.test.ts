import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Copies } from '../../../src/broker/protocol/copies.ts';
import { lookForCopies, purgeCopies } from '../../../src/broker/copies/look.ts';
import { filesWith, newValue, scratch } from '../scratch.ts';

describe('looking for copies of a value', () => {
  it('looks into files, stashes, messages and tags of every repository below the folders', async () => {
    using folder = scratch();
    const value = newValue();
    const [app, inner] = [join(folder.path, 'app'), join(folder.path, 'app/libraries/inner')];
    mkdirSync(inner, { recursive: true });
    for (const repository of [app, inner]) git(repository, 'init', '-q');
    commit(app, { 'a.js': 'one' }, 'One');
    commit(app, { 'a.js': value }, 'Two');
    commit(app, { 'a.js': 'three' }, `Three, without ${value}`);
    git(app, 'tag', '-a', 'v1', '-m', `was ${value}`);
    writeFileSync(join(app, 'a.js'), `stashed ${value}`);
    git(app, 'stash', '-q');
    commit(inner, { 'big.bin': Buffer.concat([Buffer.alloc(3_000_000), Buffer.from(value)]) }, 'Big');
    const { history, isWhole } = await look(folder.path, value, [app]);
    assert.ok(isWhole);
    const places = history.map(({ repository, path }) => `${repository.slice(folder.path.length + 1)} ${path}`);
    assert.deepEqual(places.toSorted(), [
      'app a.js',
      'app a.js',
      'app commit',
      'app commit',
      'app commit',
      'app tag',
      'app/libraries/inner big.bin',
    ]);
    assert.ok(!JSON.stringify(history).includes(value));
  });

  it('takes the work trees of one repository for one', async () => {
    using folder = scratch();
    const value = newValue();
    const app = join(folder.path, 'app');
    mkdirSync(app);
    git(app, 'init', '-q');
    commit(app, { 'a.js': value }, 'One');
    git(app, 'worktree', 'add', '-q', join(folder.path, 'tree'));
    const { history } = await look(folder.path, value, [app, join(folder.path, 'tree')]);
    assert.equal(history.length, 1);
  });

  it('answers with what it found where it is stopped', async () => {
    using folder = scratch();
    const value = newValue();
    write(folder.path, { '.bash_history': value, '.zsh_history': value });
    const stopping = new AbortController();
    const { files, isWhole } = await look(folder.path, value, [], {
      signal: stopping.signal,
      onLooked: () => stopping.abort(),
    });
    assert.deepEqual([files.length, isWhole], [1, false]);
  });

  it('says which values are too short, and where no folder is a repository, nothing of git', async () => {
    using folder = scratch();
    const found = await look(folder.path, 'short', [folder.path]);
    assert.deepEqual(found, { files: [], history: [], unread: [], short: ['stripe'], isWhole: true });
  });

  it('purges only files in which copies are kept', async () => {
    using folder = scratch();
    const value = newValue();
    write(folder.path, { '.bash_history': value, 'app/source.js': value, '.claude/projects/a/b.jsonl': value });
    const paths = ['.bash_history', 'app/source.js', '.claude/projects/a/b.jsonl', '.zsh_history'].map((path) =>
      join(folder.path, path),
    );
    const wanted = { names: ['stripe'], workspaces: [join(folder.path, 'app')], paths };
    const { purged, failed } = await purgeCopies(wanted, vaultWith(value), worldOf(folder.path));
    assert.deepEqual(purged, [paths[0], paths[2]]);
    assert.deepEqual(
      failed.map(({ path, code }) => [path, code]),
      [
        [paths[1], 'EPERM'],
        [paths[3], 'ENOENT'],
      ],
    );
    assert.deepEqual(filesWith(folder.path, value), [paths[1]]);
    assert.equal(readFileSync(paths[0] ?? '', 'utf8'), '*'.repeat(value.length));
  });

  it('purges nothing that a path reaches by climbing out of where copies are kept', async () => {
    using folder = scratch();
    const value = newValue();
    write(folder.path, { 'app/source.js': value, '.claude/projects/a/b.jsonl': value });
    const climbing = [folder.path, '.claude/projects', '../../app/source.js'].join('/');
    const wanted = { names: ['stripe'], workspaces: [join(folder.path, 'app')], paths: [climbing] };
    const { purged, failed } = await purgeCopies(wanted, vaultWith(value), worldOf(folder.path));
    assert.deepEqual([purged, failed], [[], [{ path: climbing, code: 'EPERM' }]]);
    assert.equal(readFileSync(join(folder.path, 'app/source.js'), 'utf8'), value);
  });
});

function look(home: string, value: string, workspaces: readonly string[], more = {}): Promise<Copies> {
  return lookForCopies({ names: ['stripe'], workspaces }, vaultWith(value), { ...worldOf(home), ...more });
}

function vaultWith(value: string) {
  return { values: async () => ({ stripe: value }) };
}

function worldOf(home: string) {
  return { home, env: {}, platform: 'linux' } as const;
}

function write(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function commit(repository: string, files: Readonly<Record<string, string | Buffer>>, message: string): void {
  write(repository, files);
  git(repository, 'add', ...Object.keys(files));
  git(repository, 'commit', '-q', '-m', message);
}

function git(cwd: string, ...parameters: string[]): void {
  const person = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgSign=false'];
  execFileSync('git', [...person, ...parameters], { cwd, stdio: 'ignore' });
}
