import assert from 'node:assert/strict';
import { cpSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { common, sandbox } from '../../.ci/bundling.ts';
import { whyNoSandbox } from '../../src/broker/sandbox/sandbox.ts';
import { bundle, outcomeOf, workplace } from '../cli/program.ts';

const project = resolve(import.meta.dirname, '../..');

describe('Valet Key where an editor installs it, in a home that is closed to the task', () => {
  it('runs an enforced task of a project in the same home', async function () {
    const reason = await whyNoSandbox();
    if (reason !== undefined) {
      console.log(`      (skipped: this machine cannot enforce: ${reason})`);
      return this.skip();
    }
    using place = workplace();
    const installed = join(place.folder, '.vscode/extensions/valet-key');
    cpSync(dirname(await bundle()), join(installed, 'dist'), { recursive: true });
    await build({ ...common, ...sandbox, outdir: join(installed, 'dist'), absWorkingDir: project, logLevel: 'silent' });
    const vendor = 'node_modules/@anthropic-ai/sandbox-runtime/vendor/seccomp';
    cpSync(join(project, vendor), join(installed, 'dist/vendor/seccomp'), { recursive: true });
    symlinkSync(join(project, 'node_modules'), join(installed, 'node_modules'));
    const line = 'cat .env; ls -A ~/.vscode/extensions/valet-key/dist; cat ~/notes.txt';
    const task = { command: ['sh', '-c', line], uses: [] };
    place.write({
      'notes.txt': 'UNSEEN',
      'app/.env': 'A=UNSEEN',
      'app/valet-key.json': JSON.stringify({ version: 1, requests: {}, tasks: { task } }),
    });
    const { stdout, stderr } = await outcomeOf(
      process.execPath,
      [join(installed, 'dist/cli.mjs'), 'run', '--enforced', 'task'],
      { cwd: join(place.folder, 'app'), env: { ...place.env, HOME: place.folder, PATH: '/usr/bin:/bin' } },
    );
    // Nothing of the home but the sandbox's own program, and what it starts.
    assert.match(
      stdout,
      /^# Valet Key: this task may not read \.env[^\n]*\nsandbox\.mjs\nvendor\n# Valet Key: .* ~\/notes\.txt\. .*\n$/,
      stdout + stderr,
    );
    return undefined;
  }).timeout(60_000);
});
