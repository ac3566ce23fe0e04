import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workplace } from './program.ts';

describe('valet-key', () => {
  it('tells its version', async () => {
    using place = workplace();
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    assert.deepEqual((await place.run(['--version'])).stdout, `${version}\n`);
  });

  it('lists its commands, and tells how each is used', async () => {
    using place = workplace();
    const { stdout, status } = await place.run(['--help']);
    assert.equal(status, 0);
    const names = [...stdout.matchAll(/^ {2}(?<name>[a-z]+) {2,}/gm)].map((match) => match.groups?.['name'] ?? '');
    assert.ok(names.includes('scan') && names.includes('run') && names.includes('vault'));
    for (const name of names) {
      const help = await place.run([name, '--help']);
      assert.equal(help.status, 0);
      assert.match(help.stdout, new RegExp(`^Usage: valet-key ${name}`));
      assert.equal((await place.run(['help', name])).stdout, help.stdout);
    }
  });

  const rows: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [[], /^Usage: valet-key COMMAND/],
    [['scann'], /no command "scann"\. Did you mean "scan"\?/],
    [['constructor'], /no command "constructor"\. "valet-key --help" lists them/],
    [['\u001b[31m'], /there is no such command/],
  ];
  for (const [args, says] of rows) {
    it(`answers with status 2 to ${JSON.stringify(args)}`, async () => {
      using place = workplace();
      const { status, stdout, stderr } = await place.run(args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, says);
    });
  }
});
