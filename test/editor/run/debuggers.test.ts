import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, isDriven } from '../../harness/driver-client.ts';
import type { Debuggers } from '../../harness/debuggers/extension.ts';
import { settled } from '../../harness/settled.ts';
import { closeEverything, write } from '../scene.ts';
import { openBench, sessionEnd, untilLive } from './bench.ts';

/** Each as its own debugger reads it, with a variable of the person's own. */
const inEnv = { env: { OWN: 'mine' } };
const inEnvironment = { environment: [{ name: 'OWN', value: 'mine' }] };
const forms: readonly (readonly [type: string, variables: object])[] = [
  ['python', inEnv],
  ['debugpy', inEnv],
  ['go', inEnv],
  ['java', inEnv],
  ['coreclr', inEnv],
  ['php', inEnv],
  ['rdbg', inEnv],
  ['dart', inEnv],
  ['lldb', inEnv],
  ['lldb-dap', { env: ['OWN=mine'] }],
  ['cppdbg', inEnvironment],
  ['cppvsdbg', inEnvironment],
];

describe('any debugger', () => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  let debuggers: Debuggers;
  before(async function () {
    if (!isDriven) {
      console.log('  skipped: nobody presses buttons in this editor');
      this.skip();
    }
    const extension = vscode.extensions.getExtension<Debuggers>('valet-key-test.debuggers') ?? assert.fail();
    debuggers = await extension.activate();
    bench = await openBench();
    await bench.manifest({ approval: 'once-per-session' });
  });
  beforeEach(() => void bench.reached.splice(0));
  afterEach(closeEverything);
  after(() => bench.close());

  const configuration = (type: string, more: object = {}): vscode.DebugConfiguration => ({
    type,
    request: 'launch',
    name: `Call by ${type}`,
    program: bench.program.fsPath,
    valetKey: [bench.name],
    ...more,
  });
  const launch = (type: string, more: object = {}, options: vscode.DebugSessionOptions = {}) =>
    vscode.debug.startDebugging(folder(), configuration(type, more), options);

  it('is allowed with the keyboard alone, for any command of this workspace', async () => {
    const ended = sessionEnd();
    const started = launch('python');
    await ask('statusBar', ['1 waits for an answer']);
    const answering = vscode.commands.executeCommand('valetKey.answer');
    assert.deepEqual(await ask('choices', []), ['Deny', 'Allow', 'Allow any command here', 'Show Details']);
    await ask('pick', ['Allow any command here']);
    await answering;
    assert.equal(await started, true);
    assert.equal((await bench.said()).status, 200);
    await ended;
    await untilLive(0);
  });

  for (const [type, variables] of forms) {
    it(`${type} launches with a placeholder beside the person’s own variables`, async () => {
      const ended = sessionEnd();
      assert.equal(await launch(type, variables), true);
      const { status, placeholder, own } = await bench.said();
      assert.equal(status, 200);
      assert.notEqual(placeholder, bench.value);
      assert.equal(own, 'mine');
      assert.equal(bench.reached[0]?.authorization, `Bearer ${bench.value}`);
      assert.equal(JSON.stringify(debuggers.launches).includes(bench.value), false);
      await ended;
      await untilLive(0);
    });
  }

  it('has the options of Node and the paths of Python that the person set, beside the guard’s', async () => {
    const ended = sessionEnd();
    await launch('python', { env: { NODE_OPTIONS: '--no-deprecation', PYTHONPATH: './lib', PATH: '/own' } });
    await bench.said();
    await ended;
    const env = debuggers.launches.at(-1)?.env as Record<string, string>;
    assert.match(env['NODE_OPTIONS'] ?? '', /--no-deprecation .*--require/);
    assert.match(env['PYTHONPATH'] ?? '', /.+:\.\/lib$/);
    assert.equal(env['PATH'], '/own');
  });

  it('is given what a file of variables refers to, though its debugger lets the file win', async () => {
    const file = await write('made/debug.env', `ACME=valet-key://${bench.name}\nOWN=filed\n`);
    for (const type of ['coreclr', 'cppdbg', 'debugpy']) {
      const ended = sessionEnd();
      assert.equal(await launch(type, { valetKey: undefined, envFile: file.fsPath }), true);
      const { status, own } = await bench.said();
      assert.deepEqual({ status, own }, { status: 200, own: 'filed' });
      await ended;
    }
    await untilLive(0);
  });

  it('that another extension starts, as for “Debug Test”, is given what its variables refer to', async () => {
    const ended = sessionEnd();
    const env = { ACME: `valet-key://${bench.name}` };
    assert.equal(await launch('debugpy', { name: 'Debug Test', valetKey: undefined, env }), true);
    assert.equal((await bench.said()).status, 200);
    await ended;
    await untilLive(0);
  });

  it('runs without debugging as well', async () => {
    const ended = sessionEnd();
    assert.equal(await launch('go', {}, { noDebug: true }), true);
    assert.equal((await bench.said()).status, 200);
    await ended;
    await untilLive(0);
  });

  it('is launched after what has to be built first', async () => {
    const build = { label: 'build first', type: 'shell', command: 'echo built > made/built-first', problemMatcher: [] };
    const file = await write('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [build] }));
    await settled(
      async () => vscode.tasks.fetchTasks(),
      (all) => all.some(({ name }) => name === 'build first'),
      'the task of tasks.json',
    );
    const ended = sessionEnd();
    assert.equal(await launch('go', { preLaunchTask: 'build first' }), true);
    assert.equal((await bench.said()).status, 200);
    await ended;
    await untilLive(0);
    await vscode.workspace.fs.delete(file);
  });

  it('launches each of a compound under grants of its own', async () => {
    const configurations = ['go', 'cppdbg'].map((type) => ({ ...configuration(type), program: undefined }));
    const compounds = [{ name: 'Both', configurations: configurations.map(({ name }) => name) }];
    await write('.vscode/launch.json', JSON.stringify({ version: '0.2.0', configurations, compounds }));
    const started = await settled(
      async () => vscode.debug.startDebugging(folder(), 'Both'),
      (is) => is,
      'the compound of launch.json',
    );
    assert.equal(started, true);
    await untilLive(2);
    await vscode.debug.stopDebugging();
    await untilLive(0);
  });

  it('keeps its grants while it is restarted, and gives them back at its end', async () => {
    assert.equal(await launch('python', { env: { STAYS: '1' } }), true);
    const first = await bench.said();
    await vscode.commands.executeCommand('workbench.action.debug.restart');
    const second = await bench.said();
    assert.notEqual(first.pid, second.pid);
    assert.deepEqual([first.status, second.status], [200, 200]);
    await untilLive(1);
    await vscode.debug.stopDebugging();
    await untilLive(0);
  });

  for (const fails of ['refused', 'gone'] as const) {
    it(`gives back what a launch that is ${fails} was granted`, async () => {
      await launch('python', { fails });
      await untilLive(0);
      await vscode.debug.stopDebugging();
    });
  }

  it('asks again once what was approved is withdrawn', async () => {
    const picking = vscode.commands.executeCommand('valetKey.withdrawApprovals');
    await ask('pick', [`Withdraw ${bench.name}`]);
    await picking;
    await ask('notifications', ['One approval is withdrawn: the next run asks.']);
    const ended = sessionEnd();
    const started = launch('python');
    await ask('statusBar', ['1 waits for an answer']);
    const answering = vscode.commands.executeCommand('valetKey.answer');
    await ask('pick', ['Allow any command here']);
    await answering;
    assert.equal(await started, true);
    assert.equal((await bench.said()).status, 200);
    await ended;
    await untilLive(0);
  });

  it('is refused for a program that runs already, and says what to do', async () => {
    assert.equal(await launch('python', { request: 'attach' }), false);
    await ask('notifications', ['Grants cannot be given to a program that runs already']);
    assert.equal(await launch('php', { program: undefined }), false);
  });

  it('Node’s own runs in the integrated terminal too', async () => {
    const ended = sessionEnd();
    const own = { console: 'integratedTerminal', runtimeExecutable: process.execPath, ...inEnv };
    assert.equal(await launch('node', own), true);
    const { status, own: mine } = await bench.said();
    assert.deepEqual({ status, mine }, { status: 200, mine: 'mine' });
    await ended;
    await untilLive(0);
  });
});

function folder(): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.workspaceFolders?.[0];
}
