import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { exampleOf } from '../../example.ts';
import { closeEverything, file, folder, write } from '../scene.ts';
import { createBench } from './bench.ts';
import { manifest, manifestText, noManifest } from './manifests.ts';

describe('in a workspace of several folders', () => {
  beforeEach(async () => {
    await noManifest(folder('one'));
    await noManifest(folder('two'));
  });
  afterEach(closeEverything);

  it('each folder’s manifest gets the requests of its own files', async () => {
    using bench = Object.assign(createBench(), { [Symbol.dispose]: () => undefined });
    const two = await write(`src/${file('js')}`, `const key = '${exampleOf('stripe-secret-key')}';\n`, folder('two'));
    assert.equal((await bench.replace([two])).type, 'replaced');
    assert.equal(await manifestText(folder('one')), undefined);
    const [request] = Object.values((await manifest(folder('two'))).requests);
    assert.match(request?.replaces?.[0]?.file ?? '', /^src\/made-/);
    bench.dispose();
  });

  it('a value in both gets one request in each, and two values of one name two', async () => {
    using bench = Object.assign(createBench(), { [Symbol.dispose]: () => undefined });
    const key = exampleOf('stripe-secret-key');
    const one = await write(file('js'), `const key = '${key}';\n`, folder('one'));
    const two = await write(file('js'), `a = '${key}';\nb = '${exampleOf('stripe-secret-key')}';\n`, folder('two'));
    assert.equal((await bench.replace([one, two])).type, 'replaced');
    assert.deepEqual(Object.keys((await manifest(folder('one'))).requests), ['stripe']);
    assert.deepEqual(Object.keys((await manifest(folder('two'))).requests), ['stripe', 'stripe-2']);
    assert.equal(bench.kept.size, 2);
    bench.dispose();
  });

  it('an untitled document’s request goes to the folder that was chosen, and nowhere without one', async () => {
    using bench = Object.assign(createBench(), { [Symbol.dispose]: () => undefined });
    const content = `const key = '${exampleOf('stripe-secret-key')}';\n`;
    const document = await vscode.workspace.openTextDocument({ language: 'javascript', content });
    const refused = await bench.replace([document.uri]);
    assert.equal(refused.type === 'fault' && refused.fault.code, 'which-folder');
    assert.equal(document.getText(), content);
    const [, second] = vscode.workspace.workspaceFolders ?? [];
    assert.equal((await bench.replace([document.uri], { folder: second })).type, 'replaced');
    assert.equal(Object.keys((await manifest(folder('two'))).requests).length, 1);
    bench.dispose();
  });
});
