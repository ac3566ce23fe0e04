import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, isDriven } from '../../harness/driver-client.ts';
import { closeEverything } from '../scene.ts';
import { answer, cli, exitOf, openBench, sessionEnd, tasks, untilLive } from './bench.ts';

describe('what runs under grants', () => {
  let bench: Bench;
  before(async function () {
    if (!isDriven) {
      console.log('  skipped: nobody presses buttons in this editor');
      this.skip();
    }
    bench = await openBench();
  });
  beforeEach(() => void bench.reached.splice(0));
  afterEach(closeEverything);
  after(() => bench.close());

  describe('a task', () => {
    it('of valet-key.json is listed under Run Task', async () => {
      const [task] = await tasks();
      assert.equal(task?.name, bench.name);
      assert.deepEqual(task.definition, { type: 'valet-key', task: bench.name });
    });

    it('asks in the editor, holds a placeholder, and its call has the value', async () => {
      const [task] = await tasks();
      const ended = exitOf(bench.name);
      await vscode.tasks.executeTask(task ?? assert.fail());
      await answer(`“${bench.name}” asks for`, 'Allow');
      assert.equal(await ended, 0);
      const { status, placeholder } = await bench.said();
      assert.equal(status, 200);
      assert.notEqual(placeholder, bench.value);
      assert.deepEqual(bench.reached, [{ url: '/v1/orders', authorization: `Bearer ${bench.value}` }]);
      await untilLive(0);
    });

    it('that is denied is not run', async () => {
      const [task] = await tasks();
      const ended = exitOf(bench.name);
      await vscode.tasks.executeTask(task ?? assert.fail());
      await answer(`“${bench.name}” asks for`, 'Deny');
      assert.equal(await ended, 1);
      assert.deepEqual(bench.reached, []);
    });

    it('whose request changed since it was approved says so', async () => {
      await bench.manifest({ max_ttl: '10m' });
      const [task] = await tasks();
      const ended = exitOf(bench.name);
      await vscode.tasks.executeTask(task ?? assert.fail());
      await ask('notifications', ['It changed since it was approved: at most: 15m → 10m.']);
      await answer(`“${bench.name}” asks for`, 'Deny');
      assert.equal(await ended, 1);
    });

    it('whose request has expired is refused, and nobody is asked', async () => {
      await bench.manifest({ expires_at: '2020-01-01' });
      const [task] = await tasks();
      const ended = exitOf(bench.name);
      await vscode.tasks.executeTask(task ?? assert.fail());
      assert.equal(await ended, 2);
      await bench.manifest();
    });
  });

  describe('a debug session', () => {
    it('has its requests granted for itself alone', async () => {
      const ended = sessionEnd();
      const started = vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], configuration(bench));
      await answer(`asks for ${bench.name}`, 'Allow');
      assert.equal(await started, true);
      const { status, placeholder } = await bench.said();
      assert.equal(status, 200);
      assert.notEqual(placeholder, bench.value);
      assert.equal(bench.reached[0]?.authorization, `Bearer ${bench.value}`);
      await ended;
      await untilLive(0);
    });

    it('that is denied is not launched', async () => {
      const started = vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], configuration(bench));
      await answer(`asks for ${bench.name}`, 'Deny');
      assert.equal(await started, false);
      assert.deepEqual(bench.reached, []);
    });

    it('with an unknown request is not launched, and nobody is asked', async () => {
      const wrong = { ...configuration(bench), valetKey: ['acne'] };
      assert.equal(await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], wrong), false);
      await ask('notifications', ['valet-key.json has no request “acne”.']);
    });
  });

  describe('a guarded terminal', () => {
    it('gives its programs placeholders, names its mode, and revokes when it is closed', async () => {
      const terminal = await openTerminal(bench);
      assert.equal(terminal.name, 'Valet Key (proxy-only)');
      await untilLive(1);
      terminal.sendText(`${process.execPath} ${bench.program.fsPath}`);
      const { status, placeholder } = await bench.said();
      assert.equal(status, 200);
      assert.notEqual(placeholder, bench.value);
      terminal.dispose();
      await untilLive(0);
    });

    it('has its next call refused when a person revokes', async () => {
      const terminal = await openTerminal(bench);
      await untilLive(1);
      await vscode.commands.executeCommand('valetKey.revokeAll');
      terminal.sendText(`${process.execPath} ${bench.program.fsPath}`);
      assert.equal((await bench.said()).status, 403);
      assert.deepEqual(bench.reached, []);
      terminal.dispose();
      await untilLive(0);
    });

    it('shows in the status bar, which leads to its end', async () => {
      const terminal = await openTerminal(bench);
      const items = await ask('statusBar', ['1 grant']);
      assert.match(String(items), /1 grant 1[45]:\d\d/);
      const picking = vscode.commands.executeCommand('valetKey.chooseGrant');
      await ask('pick', [`Revoke ${bench.name}`]);
      await picking;
      terminal.sendText(`${process.execPath} ${bench.program.fsPath}`);
      assert.equal((await bench.said()).status, 403);
      terminal.dispose();
    });
  });

  describe('a broker that is killed', () => {
    it('takes its grants with it, the editor says so, and the next one works', async () => {
      const terminal = await openTerminal(bench);
      const [grant = '{}'] = await untilLive(1);
      await ask('statusBar', ['1 grant']);
      process.kill((JSON.parse(grant) as { pid: number }).pid, 'SIGKILL');
      await ask('notifications', ['The broker ended, and with it the grants']);
      await untilLive(0);
      terminal.dispose();
    });
  });

  describe('the audit log', () =>
    it('says what was asked, called and refused', async () => {
      const log = await cli(['audit', '--request', bench.name]);
      assert.match(log, /called localhost:\d+ GET \/v1\/orders under acme-\w+: allowed/);
      assert.match(log, /was denied acme-\w+: declined/);
      assert.match(log, /was denied acme-\w+: expired/);
      assert.equal(log.includes(bench.value), false);
    }));
});

type Bench = Awaited<ReturnType<typeof openBench>>;

function configuration(bench: Bench): vscode.DebugConfiguration {
  return {
    type: 'node',
    request: 'launch',
    name: 'Call',
    program: bench.program.fsPath,
    runtimeExecutable: process.execPath,
    console: 'internalConsole',
    valetKey: [bench.name],
  };
}

async function openTerminal(bench: Bench): Promise<vscode.Terminal> {
  const opened = new Promise<vscode.Terminal>((resolve) => {
    const listening = vscode.window.onDidOpenTerminal((terminal) => {
      listening.dispose();
      resolve(terminal);
    });
  });
  const asked = vscode.commands.executeCommand('valetKey.newTerminal');
  await answer(`asks for ${bench.name}`, 'Allow');
  await asked;
  return opened;
}
