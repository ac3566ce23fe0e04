import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keep, workplace } from './program.ts';

/** What may stand where a file is expected, by how it gets there. */
const odd: readonly (readonly [what: string, put: (path: string) => void, code: string])[] = [
  ['a named pipe that nobody writes into', (path) => spawnSync('mkfifo', [path]), 'EFTYPE'],
  ['a link to a device that never ends', (path) => symlinkSync('/dev/zero', path), 'EFTYPE'],
  ['a folder', (path) => mkdirSync(path), 'EISDIR'],
];

describe('where a file is expected and something else stands', () => {
  before(function () {
    if (process.platform !== 'win32') return;
    console.log('    (skipped: Windows has no such files)');
    this.skip();
  });

  for (const [what, put, code] of odd) {
    for (const command of [['run', '--proxy-only', '--', 'true'], ['requests']]) {
      it(`a manifest that is ${what} is told of by ${command[0]}`, async () => {
        using place = workplace();
        put(join(place.folder, 'valet-key.json'));
        const { status, stderr } = await place.run(command);
        assert.equal(status, 2);
        assert.ok(stderr.includes(`cannot read ${join(place.folder, 'valet-key.json')} (${code})`), stderr);
      });
    }
    it(`a vault that is ${what} is told of`, async () => {
      using place = workplace();
      await keep(place, ['acme']);
      const path = join(place.home, 'valet-key/vault.json');
      spawnSync('mv', [path, `${path}.whole`]);
      put(path);
      const { status, stderr } = await place.run(['vault', 'list']);
      assert.equal(status, 2);
      assert.ok(stderr.includes(path) && stderr.includes(code), stderr);
    });
  }

  it('a manifest of 300 MB is refused by its size', async () => {
    using place = workplace();
    writeFileSync(join(place.folder, 'valet-key.json'), '');
    truncateSync(join(place.folder, 'valet-key.json'), 300_000_000);
    const { status, stderr } = await place.run(['requests']);
    assert.deepEqual([status, stderr.includes('(EFBIG)')], [2, true], stderr);
  });
});
