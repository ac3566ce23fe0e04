import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { workplace } from './program.ts';

describe('this repository', () => {
  it('holds no credential', async () => {
    using place = workplace();
    const project = resolve(import.meta.dirname, '../..');
    const { stdout, stderr, status } = await place.run(['scan', '--publishable', '--min-confidence', 'low'], {
      cwd: project,
    });
    assert.equal(stdout, '');
    assert.equal(status, 0, stderr);
  });
});
