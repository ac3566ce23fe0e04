import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { exampleOf } from '../../example.ts';
import { closeEverything, file, flagged, folder, openFile, write } from '../scene.ts';

describe('a virtual workspace', () => {
  afterEach(closeEverything);

  it('is one', () => assert.equal(folder().scheme, 'memory'));

  it('has its open files watched', async () => {
    const { document } = await openFile(file('ts'), `const stripe = '${exampleOf('stripe-secret-key')}';\n`);
    await flagged(document.uri, 1);
  });

  it('has the files that nobody opened watched', async () => {
    const uri = await write(file('py'), `token = "${exampleOf('slack-bot-token')}"\n`);
    await flagged(uri, 1);
    await vscode.workspace.fs.delete(uri);
    await flagged(uri, 0);
  });

  it('knows the values of its .env file', async () => {
    await write('.env', `INTERNAL_PASSWORD=violet-Harbour-71-quiet\n`);
    const { document } = await openFile(file('js'), `const word = 'violet-Harbour-71-quiet';\n`);
    const [diagnostic] = await flagged(document.uri, 1);
    assert.match(diagnostic?.message ?? '', /INTERNAL_PASSWORD in \.env/);
  });

  it('is scanned as a whole', async () => {
    const uri = await write('deep/er/config.rb', `STRIPE = "${exampleOf('stripe-secret-key')}"\n`);
    await vscode.commands.executeCommand('valetKey.scanWorkspace');
    await flagged(uri, 1);
  });
});
