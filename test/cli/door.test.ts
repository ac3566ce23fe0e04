import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, outcomeOf, workplace } from './program.ts';

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

  it('starts on the oldest Node that an editor brings', async function () {
    const older = spawnSync('/usr/bin/node', ['--version'], { encoding: 'utf8' });
    const major = Number(/^v(?<major>\d+)/.exec(older.stdout ?? '')?.groups?.['major']);
    if (!(major >= 20 && major < 24)) {
      console.log('      (skipped: /usr/bin/node is no Node from 20 to 23)');
      this.skip();
    }
    using place = workplace();
    const program = await bundle();
    for (const args of [
      ['--version'],
      ['scan', '--jobs', '2'],
      ['fix', '--dry-run'],
      ['vault', 'list'],
      ['run', '--help'],
    ]) {
      const { status, stderr } = await outcomeOf('/usr/bin/node', [program, ...args], {
        cwd: place.folder,
        env: place.env,
      });
      assert.equal(status, 0, stderr);
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

  it('opens no debugger for whoever signals it', async () => {
    using place = workplace();
    const child = spawn(process.execPath, [await bundle(), 'mcp'], { cwd: place.folder, env: place.env });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: hello })}\n`);
    await once(child.stdout, 'data');
    child.kill('SIGUSR1');
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping' })}\n`);
    await once(child.stdout, 'data');
    child.stdin.end();
    const [status] = (await once(child, 'exit')) as [number | null];
    assert.deepEqual([status, said], [0, '']);
  });
});
