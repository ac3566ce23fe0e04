import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { settled } from '../../harness/settled.ts';
import { folder, write } from '../scene.ts';

describe('the tasks of several folders', () => {
  it('are told apart where they have the same name', async () => {
    for (const name of ['one', 'two']) {
      const tasks = { sync: { command: ['node', `${name}.js`], uses: [] } };
      await write('valet-key.json', JSON.stringify({ version: 1, requests: {}, tasks }), folder(name));
    }
    const all = await settled(
      async () => vscode.tasks.fetchTasks({ type: 'valet-key' }),
      (found) => found.filter(({ name }) => name === 'sync').length === 2,
      'two tasks of one name',
    );
    const shown = all.map(({ scope, detail }) => `${typeof scope === 'object' ? scope.name : ''}: ${detail}`);
    assert.deepEqual(shown.toSorted(), ['one: node one.js', 'two: node two.js']);
  });

  after(async () => {
    for (const name of ['one', 'two']) await vscode.workspace.fs.delete(manifestIn(name));
  });

  it('are listed each in its own', async () => {
    for (const name of ['one', 'two']) {
      const tasks = { [`sync-${name}`]: { command: ['node', 'sync.js'], uses: [] } };
      await write('valet-key.json', JSON.stringify({ version: 1, requests: {}, tasks }), folder(name));
    }
    const all = await settled(
      async () => vscode.tasks.fetchTasks({ type: 'valet-key' }),
      (found) => found.length === 2 && found.every(({ name }) => name.startsWith('sync-')),
      'two tasks',
    );
    assert.deepEqual(
      all.map(({ name, scope }) => `${name} in ${typeof scope === 'object' ? scope.name : ''}`).toSorted(),
      ['sync-one in one', 'sync-two in two'],
    );
  });
});

function manifestIn(name: string): vscode.Uri {
  return vscode.Uri.joinPath(folder(name), 'valet-key.json');
}
