import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { exampleOf } from '../../example.ts';
import { ask, isDriven } from '../../harness/driver-client.ts';
import { settled } from '../../harness/settled.ts';
import { closeEverything, file, flagged, folder, openFile, write } from '../scene.ts';
import { noManifest } from './manifests.ts';

describe('beside a fix', () => {
  beforeEach(noManifest);
  afterEach(closeEverything);

  it('an example file that is no text keeps nobody from the other one', async () => {
    const broken = await write('.env.example', new Uint8Array([0, 1, 2, 0, 255, 0]));
    const whole = await write('.env.sample', 'PORT=\n');
    await replaced('stripe-secret-key');
    const text = await settled(
      async () => Buffer.from(await vscode.workspace.fs.readFile(whole)).toString(),
      (read) => read.includes('STRIPE'),
      'the variable in the example file',
    );
    assert.equal(text, 'PORT=\nSTRIPE_SECRET_KEY=\n');
    for (const uri of [broken, whole]) await vscode.workspace.fs.delete(uri);
  });

  it('copies are offered once, and what is replaced meanwhile joins the offer', async function () {
    if (!isDriven) {
      console.log('  skipped: nobody presses buttons in this editor');
      this.skip();
    }
    const offer = 'What was replaced is out of the text.';
    await replaced('stripe-secret-key');
    await ask('notifications', [offer]);
    await replaced('openai-api-key');
    await replaced('npm-token');
    const all = (await ask('notifications', [offer])) as readonly string[];
    assert.equal(all.filter((text) => text.startsWith(offer)).length, 1);
    const keys = await write('.aider.chat.history.md', `> ${values.join('\n> ')}\n`);
    await ask('answerNotification', [offer, 'Look for Copies…']);
    const report = await settled(
      async () => vscode.window.activeTextEditor?.document,
      (document) => document?.uri.scheme === 'valet-key-copies',
      'the report',
    );
    assert.match(report?.getText() ?? '', /\.aider\.chat\.history\.md/);
    for (const service of ['stripe', 'openai', 'npm']) assert.match(report?.getText() ?? '', new RegExp(service));
    await vscode.workspace.fs.delete(keys);
  });

  const values: string[] = [];

  async function replaced(kind: string): Promise<void> {
    const value = exampleOf(kind);
    values.push(value);
    const { document } = await openFile(file('js'), `const key = '${value}';\n`);
    await flagged(document.uri, 1);
    await vscode.commands.executeCommand('valetKey.replaceAllInFile', document.uri);
    await settled(
      async () => document.getText(),
      (text) => !text.includes(value),
      `the reference in ${folder().path}`,
    );
  }
});
