import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { write } from '../scene.ts';

describe('in an untrusted workspace', () => {
  it('nothing is launched with grants', async () => {
    const tasks = { sync: { command: ['node', 'sync.js'], uses: [] } };
    await write('valet-key.json', JSON.stringify({ version: 1, requests: {}, tasks }));
    const all = await vscode.commands.getCommands(true);
    assert.ok(all.includes('valetKey.newTerminal'));
    const before = vscode.window.terminals.length;
    await vscode.commands.executeCommand('valetKey.newTerminal');
    assert.equal(vscode.window.terminals.length, before);
    await vscode.commands.executeCommand('valetKey.newSandboxTerminal');
    assert.equal(vscode.window.terminals.length, before);
  });
});
