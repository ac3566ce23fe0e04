import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { exampleOf } from '../../example.ts';
import { ask, isDriven } from '../../harness/driver-client.ts';
import { settled } from '../../harness/settled.ts';
import { closeEverything, folder } from '../scene.ts';
import { answer, openBench, tasks } from './bench.ts';

describe('what people see of grants', () => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  before(async function () {
    if (!isDriven) {
      console.log('  skipped: nobody presses buttons in this editor');
      this.skip();
    }
    bench = await openBench();
    const [task] = await tasks();
    await vscode.tasks.executeTask(task ?? assert.fail());
    await answer(`“${bench.name}” asks for`, 'Allow');
    await bench.said();
  });
  afterEach(closeEverything);
  after(() => bench.close());

  it('the audit view tells in sentences what happened', async () => {
    await vscode.commands.executeCommand('valetKey.showAudit');
    const sentence = `Task ${bench.name} called localhost:${bench.port} GET /v1/orders under ${bench.name}: allowed`;
    assert.ok(String(await ask('treeRow', ['Audit', sentence])).startsWith(sentence));
  });

  it('shows only what was refused, and says so', async () => {
    await vscode.commands.executeCommand('valetKey.showAudit');
    const choosing = vscode.commands.executeCommand('valetKey.filterAudit');
    await ask('pick', ['Refused']);
    await choosing;
    await bench.manifest({ expires_at: '2020-01-01' });
    const ended = new Promise((resolve) => vscode.tasks.onDidEndTaskProcess(resolve));
    await vscode.tasks.executeTask((await tasks())[0] ?? assert.fail());
    await ended;
    // The task's own terminal stands in the same panel.
    await vscode.commands.executeCommand('valetKey.showAudit');
    await ask('treeRow', ['Audit', `was denied ${bench.name}: expired`]);
    await vscode.commands.executeCommand('valetKey.clearAuditFilter');
    await bench.manifest();
  });

  it('verifies the log', async () => {
    await vscode.commands.executeCommand('valetKey.verifyAudit');
    await ask('viewMessage', ['signed up to line']);
  });

  it('the governance view answers where the secret lives and who approved', async () => {
    await vscode.commands.executeCommand('valetKey.showGovernance');
    assert.match(String(await ask('treeRow', ['Governance', bench.name])), /task/);
    await vscode.commands.executeCommand('valetKey.governanceReport');
    const uri = vscode.Uri.from({ scheme: 'valet-key-governance', path: '/Governance.md' });
    const text = await settled(
      async () => (await vscode.workspace.openTextDocument(uri)).getText(),
      (read) => read.includes('in the editor on'),
      'the report',
    );
    assert.ok(text.includes(`**Where the secret lives**: in the vault, as \`${bench.name}\``));
    assert.match(text, /\*\*What it may call\*\*: to `localhost:\d+` `GET` `\/v1\/\*\*`/);
    assert.match(text, /\*\*How it is revoked\*\*: at the end of every run/);
    assert.equal(text.includes(bench.value), false);
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.ok(tab?.input instanceof vscode.TabInputWebview, 'it is rendered, not shown as source');
    assert.match(tab.input.viewType, /markdown\.preview/);
  });

  it('the governance view shows what a launch configuration asks for', async () => {
    const launch = vscode.workspace.getConfiguration('launch', folder());
    const configurations = [{ type: 'node', request: 'launch', name: 'Nightly copy', valetKey: [bench.name] }];
    await launch.update('configurations', configurations, vscode.ConfigurationTarget.WorkspaceFolder);
    try {
      await vscode.commands.executeCommand('valetKey.showGovernance');
      assert.match(String(await ask('treeRow', ['Governance', 'Nightly copy'])), /debug configuration/);
    } finally {
      await launch.update('configurations', undefined, vscode.ConfigurationTarget.WorkspaceFolder);
    }
  });

  it('the governance report tells what a provider needs on this machine', async () => {
    await bench.manifest({ source: { provider: 'openbao', ref: 'kv/acme' } });
    const uri = vscode.Uri.from({ scheme: 'valet-key-governance', path: '/Governance.md' });
    try {
      await vscode.commands.executeCommand('valetKey.governanceReport');
      await settled(
        async () => (await vscode.workspace.openTextDocument(uri)).getText(),
        (read) => /\*\*What is missing\*\*: its provider: .*BAO_ADDR/.test(read),
        'the report',
      );
    } finally {
      await bench.manifest();
    }
  });

  it('a new value that differs settles the reminder of a leaked one', async () => {
    const leaked = exampleOf('stripe-secret-key');
    const replaced = [{ file: 'a.js', kind: 'stripe-secret-key', fingerprint: `hmac-sha256:${'0'.repeat(64)}` }];
    await bench.manifest({ replaces: replaced });
    const row = {
      type: 'reminder',
      manifest: { uri: vscode.Uri.joinPath(folder(), 'valet-key.json') },
      request: bench.name,
      kind: 'stripe-secret-key',
      fingerprint: replaced[0]?.fingerprint,
      files: ['a.js'],
      provider: 'vault',
      ref: bench.name,
    };
    const confirming = vscode.commands.executeCommand('valetKey.confirmRotation', row);
    await ask('pick', ['Put its new value into the vault…']);
    await ask('answer', [leaked]);
    await confirming;
    const document = await vscode.workspace.openTextDocument(row.manifest.uri);
    assert.match(document.getText(), /"rotated_at": ?"\d{4}-\d\d-\d\d"/);
    assert.equal(document.getText().includes(leaked), false);
  });
});
