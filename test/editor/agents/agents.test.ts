import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { serversFor } from '../../../src/editor/agents/server.ts';
import { exampleOf } from '../../example.ts';
import { ask, isDriven } from '../../harness/driver-client.ts';
import { settled } from '../../harness/settled.ts';
import { folder } from '../scene.ts';

describe('coding agents in the editor', () => {
  const extension = vscode.extensions.getExtension('valet-key.valet-key') ?? assert.fail('it is not installed');
  const cli = vscode.Uri.joinPath(extension.extensionUri, 'dist', 'cli.mjs').fsPath;

  it('get a server in the folder that they work in, which answers', async () => {
    const [server, ...others] = serversFor(vscode.workspace.workspaceFolders ?? [], { cli, version: '1' });
    assert.ok(server);
    assert.deepEqual([server.label, server.cwd?.toString(), others.length], ['Valet Key', folder().toString(), 0]);
    const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    const messages = [
      { jsonrpc: '2.0', id: 1, method: 'initialize', params: hello },
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', id: 2, method: 'tools/list' },
    ];
    const running = promisify(execFile)(server.command, server.args, { cwd: folder().fsPath, timeout: 30_000 });
    let told = '';
    running.child.stdout?.on('data', (chunk: string) => {
      told += chunk;
      if (told.includes('"id":2')) running.child.stdin?.end();
    });
    running.child.stdin?.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
    const { stdout } = await running;
    assert.match(stdout, /"ask_for_credential"/);
  });

  it('are asked for, registered in the home, answered, and taken out again', async function () {
    if (!isDriven) {
      console.log('  skipped: nobody presses keys in this editor');
      this.skip();
    }
    const settings = join(homedir(), '.claude/settings.json');
    await toggleFirst();
    await settled(async () => existsSync(settings), Boolean, 'settings of Claude Code');
    const { hooks } = JSON.parse(readFileSync(settings, 'utf8')) as {
      hooks: { PreToolUse: { hooks: { command: string }[] }[] };
    };
    const command = hooks.PreToolUse[0]?.hooks[0]?.command ?? '';
    assert.match(command, /bin\/valet-key" hook claude-code$/);
    const input = { file_path: 'a.js', content: `key = '${exampleOf('stripe-secret-key')}'` };
    const event = { hook_event_name: 'PreToolUse', tool_name: 'Write', tool_input: input, cwd: folder().fsPath };
    const running = promisify(execFile)('/bin/sh', ['-c', command], { timeout: 30_000 });
    running.child.stdin?.end(JSON.stringify(event));
    assert.match((await running).stdout, /"permissionDecision":"deny"/);

    await toggleFirst();
    const text = () => Promise.resolve(readFileSync(settings, 'utf8'));
    await settled(text, (now) => !now.includes('valet-key'), 'settings without the hook');
  });
});

/** Chooses, or no longer chooses, the first agent of the list, and closes it. */
async function toggleFirst(): Promise<void> {
  const choosing = vscode.commands.executeCommand('valetKey.guardAgents');
  await ask('choices', []);
  await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
  await vscode.commands.executeCommand('workbench.action.quickPickManyToggle');
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  await choosing;
}
