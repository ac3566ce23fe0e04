import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, isDriven } from '../../harness/driver-client.ts';
import { settled } from '../../harness/settled.ts';
import { closeEverything, write } from '../scene.ts';
import { answer, exitOf, openBench, tasks, untilLive } from './bench.ts';

describe('a task of tasks.json', () => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  before(async function () {
    if (!isDriven) {
      console.log('  skipped: nobody presses buttons in this editor');
      this.skip();
    }
    bench = await openBench();
    const shell = { label: 'first', type: 'shell', command: 'echo built > made/built' };
    const own = {
      label: 'call it',
      type: 'valet-key',
      task: bench.name,
      mode: 'proxy-only',
      dependsOn: 'first',
      problemMatcher: ['$tsc'],
      presentation: { reveal: 'never', panel: 'dedicated' },
    };
    const wrong = { label: 'misspelt', type: 'valet-key', task: 'nobody', problemMatcher: [] };
    await write('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [shell, own, wrong] }));
  });
  beforeEach(() => void bench.reached.splice(0));
  afterEach(closeEverything);
  after(async () => {
    await bench.close();
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder().uri, '.vscode/tasks.json'));
  });

  it('runs after what it depends on, once it is allowed', async () => {
    const ended = exitOf('call it');
    await vscode.tasks.executeTask(await named('call it'));
    await answer(`“${bench.name}” asks for`, 'Allow');
    assert.equal(await ended, 0);
    assert.equal((await bench.said()).status, 200);
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder().uri, 'made/built'));
    await untilLive(0);
  });

  it('that names no task of valet-key.json ends with 2, and nobody is asked', async () => {
    const ended = exitOf('misspelt');
    await vscode.tasks.executeTask(await named('misspelt'));
    assert.equal(await ended, 2);
    assert.deepEqual(bench.reached, []);
  });

  it('that a person terminates takes its process and its grant with it', async () => {
    const stays = await write('made/call.mjs.stays', '');
    const ended = exitOf('call it');
    const execution = await vscode.tasks.executeTask(await named('call it'));
    await answer(`“${bench.name}” asks for`, 'Allow');
    const { pid } = await bench.said();
    await untilLive(1);
    execution.terminate();
    await ended;
    await settled(
      async () => isAlive(pid),
      (is) => !is,
      'the end of the process',
    );
    await untilLive(0);
    await vscode.workspace.fs.delete(stays);
  });

  it('of a broken valet-key.json is not offered, and Problems says why', async () => {
    const uri = await write('valet-key.json', '{ "version": 1, "requests": [] }');
    await settled(tasks, (all) => !all.some(({ name }) => name === bench.name), 'no task of it');
    const [problem] = await settled(
      async () => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Valet Key'),
      (all) => all.length > 0,
      'a problem',
    );
    assert.notEqual(problem?.message, '');
    const ended = exitOf('call it');
    await vscode.tasks.executeTask(await named('call it'));
    assert.equal(await ended, 2);
    await bench.manifest();
  });

  it('of valet-key.json says in Run Task what it runs and what it uses', async () => {
    const task = (await tasks()).find(({ name }) => name === bench.name);
    assert.match(task?.detail ?? '', new RegExp(`call\\.mjs \\(${bench.name}\\)$`));
    const choosing = vscode.commands.executeCommand('workbench.action.tasks.runTask', { type: 'valet-key' });
    await ask('choices', []);
    await ask('press', ['Escape']);
    await choosing;
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

function folder(): vscode.WorkspaceFolder {
  return vscode.workspace.workspaceFolders?.[0] ?? assert.fail();
}

async function named(name: string): Promise<vscode.Task> {
  const all = await settled(
    async () => vscode.tasks.fetchTasks(),
    (found) => found.some((task) => task.name === name),
    `the task ${name}`,
  );
  return all.find((task) => task.name === name) ?? assert.fail();
}
