import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { launchersFor, type Launch } from '../../src/editor/terminals/launcher.ts';
import { temporaryFolder } from '../harness/temporary-folder.ts';

const launch: Launch = {
  node: process.execPath,
  isElectron: false,
  cli: 'cli.mjs',
  variable: ['VALET_KEY_SOCKET', '/run/user/1000/a socket'],
};

describe('the valet-key command of a terminal', () => {
  it('is one file, and a second one for the command prompt on Windows', () => {
    assert.deepEqual(
      launchersFor('linux', launch).map(({ name }) => name),
      ['valet-key'],
    );
    assert.deepEqual(
      launchersFor('win32', launch).map(({ name }) => name),
      ['valet-key', 'valet-key.cmd'],
    );
  });

  for (const isElectron of [false, true]) {
    it(`hands on arguments, the socket and the exit status${isElectron ? ', and tells Electron to be Node' : ''}`, async () => {
      await using root = await temporaryFolder("it's a launcher");
      const cli = join(root.path, 'a $HOME "quoted" cli.mjs');
      const told = '[process.argv.slice(2), process.env.VALET_KEY_SOCKET, process.env.ELECTRON_RUN_AS_NODE === "1"]';
      await writeFile(cli, `console.log(JSON.stringify(${told})); process.exitCode = 3;`);
      const [script] = launchersFor('linux', { ...launch, cli, isElectron });
      const bin = join(root.path, 'bin');
      await mkdir(bin);
      await writeFile(join(bin, 'valet-key'), script?.text ?? '', { mode: 0o700 });
      const run = promisify(execFile)('valet-key', ['run', '--', 'a b', '$(c)', "d'e", ''], {
        env: { PATH: `${bin}:${process.env['PATH']}` },
      });
      const failed = await run.then(
        () => assert.fail('the exit status was lost'),
        (error: { code: number; stdout: string }) => error,
      );
      assert.equal(failed.code, 3);
      assert.deepEqual(JSON.parse(failed.stdout), [
        ['run', '--', 'a b', '$(c)', "d'e", ''],
        '/run/user/1000/a socket',
        isElectron,
      ]);
    });
  }

  it('keeps a per cent sign of a path from the command prompt', () => {
    const [, batch] = launchersFor('win32', { ...launch, cli: 'C:\\100% mine\\cli.mjs' });
    assert.match(batch?.text ?? '', /"C:\\100%% mine\\cli\.mjs" %\*\r\n$/);
  });
});
