import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesWith } from '../broker/scratch.ts';
import { keep, workplace, type Workplace } from './program.ts';

describe('valet-key copies', () => {
  it('finds a value in the history of git, of shells and of agents, and purges the files', async () => {
    using place = workplace();
    const { stripe = '' } = await keep(place, ['stripe']);
    commit(place, `key = "${stripe}"\n`);
    commit(place, 'key = process.env.KEY\n');
    writeFileSync(join(place.home, '.bash_history'), `curl -u ${stripe}: localhost\n`);
    mkdirSync(join(place.home, '.claude/projects'), { recursive: true });
    writeFileSync(join(place.home, '.claude/projects/a.jsonl'), JSON.stringify({ text: stripe }));

    const found = await place.run(['copies', 'stripe']);
    assert.equal(found.status, 1);
    assert.match(found.stdout, /git history +app\.js {2}2 commits, the first [0-9a-f]+ \d{4}-\d\d-\d\d/);
    assert.match(found.stdout, /shell history +\S*\.bash_history/);
    assert.match(found.stdout, /agent's transcript +\S*a\.jsonl/);
    assert.match(found.stdout, /3 places\. Rotate first/);

    const json = await place.run(['copies', 'stripe', '--json']);
    const keepers = json.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { keeper: string }).keeper);
    assert.deepEqual(keepers, ['git', 'agent', 'shell']);

    const purged = await place.run(['copies', 'stripe', '--purge', '--yes']);
    assert.equal(purged.status, 1, 'git’s history is left');
    assert.match(purged.stderr, /2 files purged/);
    assert.deepEqual(filesWith(place.home, stripe), []);
    for (const { stdout, stderr } of [found, json, purged]) assert.ok(!(stdout + stderr).includes(stripe));
  });

  it('purges nothing that nobody agreed to', async () => {
    using place = workplace();
    const { stripe = '' } = await keep(place, ['stripe']);
    writeFileSync(join(place.home, '.zsh_history'), stripe);
    const { status, stderr } = await place.run(['copies', 'stripe', '--purge'], { detached: true });
    assert.equal(status, 2);
    assert.match(stderr, /nobody to ask here; --yes purges without asking/);
    assert.equal(filesWith(place.home, stripe).length, 1);
  });

  it('says that there are none, and that a name is not in the vault', async () => {
    using place = workplace();
    await keep(place, ['stripe']);
    const none = await place.run(['copies', 'stripe']);
    assert.deepEqual([none.status, none.stdout], [0, 'No copies found.\n']);
    const unknown = await place.run(['copies', 'other']);
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /no value named other/);
  });

  it('takes the requests of the manifest where none is named', async () => {
    using place = workplace();
    const { status, stderr } = await place.run(['copies']);
    assert.equal(status, 2);
    assert.match(stderr, /there is no valet-key\.json/);
  });
});

function commit({ folder }: Workplace, text: string): void {
  const git = (...parameters: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...parameters], { cwd: folder });
  git('init', '-q');
  writeFileSync(join(folder, 'app.js'), text);
  git('add', '.');
  git('commit', '-q', '-m', 'A change');
}
