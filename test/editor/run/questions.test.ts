import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, isDriven } from '../../harness/driver-client.ts';
import { settled } from '../../harness/settled.ts';
import { closeEverything } from '../scene.ts';
import { answer, cli, openBench, tasks } from './bench.ts';

describe('what asks for an approval', () => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  before(async function () {
    if (!isDriven) {
      console.log('  skipped: nobody presses buttons in this editor');
      this.skip();
    }
    bench = await openBench();
  });
  afterEach(closeEverything);
  after(() => bench.close());

  const denied = /not approved/;

  it('says who it is, for what, where to, for how long, who sees the value, and how it is held', async () => {
    const running = run('one');
    const [text = ''] = (await ask('notifications', ['asks for'])) as string[];
    assert.match(text, new RegExp(`asks for ${bench.name}, to be sent to localhost:${bench.port}`));
    assert.match(text, /For: Copies orders\./);
    assert.match(text, new RegExp(`GET localhost:${bench.port} /v1/\\*\\*, for 15m at most\\.`));
    assert.match(text, /It never sees the value\. Proxy-only: /);
    await answer('asks for', 'Deny');
    assert.match(await running, denied);
  });

  it('says that the value will be seen where it will', async () => {
    await bench.manifest({ delivery: { mode: 'env', env: 'ACME' } });
    const running = run('seen');
    await ask('notifications', ['It sees the value.']);
    await answer('asks for', 'Deny');
    assert.match(await running, denied);
    await bench.manifest();
  });

  it('names the coding agent that started it', async () => {
    const running = run('agent', { CLAUDECODE: '1' });
    await ask('notifications', ['Claude Code runs “']);
    await answer('Claude Code runs', 'Deny');
    assert.match(await running, denied);
  });

  it('waits in the view and in the status bar when its notification is dismissed', async () => {
    const running = run('dismissed');
    await ask('notifications', ['asks for']);
    await vscode.commands.executeCommand('notifications.clearAll');
    await ask('statusBar', ['1 waits for an answer']);
    await vscode.commands.executeCommand('valetKey.showGrants');
    assert.match(String(await ask('treeRow', ['Grants', 'Waits for an answer'])), /Copies orders/);
    await ask('treeRow', ['Grants', 'GET /v1/**']);
    const looking = vscode.commands.executeCommand('valetKey.answer');
    await ask('choices', []);
    await ask('press', ['Escape']);
    await looking;
    await ask('statusBar', ['1 waits for an answer']);
    const answering = vscode.commands.executeCommand('valetKey.answer');
    await ask('pick', ['Deny']);
    await answering;
    assert.match(await running, denied);
  });

  it('is answered one by one where two ask at once', async () => {
    const [one, other] = [run('first'), run('second')];
    await ask('statusBar', ['2 wait for an answer']);
    await answer('first', 'Deny');
    await ask('statusBar', ['1 waits for an answer']);
    await answer('second', 'Allow');
    assert.match(await one, denied);
    assert.match(await other, /second/);
  });

  it('asks anew when its request was edited, and says what changed', async () => {
    await bench.manifest({ max_ttl: '5m', call: [{ host: `localhost:${bench.port}`, methods: ['GET', 'DELETE'] }] });
    const running = run('edited');
    const [text = ''] = (await ask('notifications', ['It changed since it was approved'])) as string[];
    assert.match(text, /GET \/v1\/\*\* → .*GET\|DELETE any path/);
    assert.match(text, /at most: 15m → 5m/);
    await answer('asks for', 'Deny');
    assert.match(await running, denied);
    await bench.manifest();
  });

  it('leaves nothing that waits once all are answered', async () => {
    await settled(tasks, (all) => all.length > 0, 'the task');
    await vscode.commands.executeCommand('valetKey.answer');
    await ask('notifications', ['Nothing waits for an answer.']);
  });
});

/** A run that ends at once where it is allowed; its end as it was. */
async function run(word: string, env = {}): Promise<string> {
  return cli(['run', '--', process.execPath, '-e', `console.log('${word}')`], { env }).catch(String);
}
