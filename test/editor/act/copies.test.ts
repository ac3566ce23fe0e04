import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Copies } from '../../../src/broker/protocol/copies.ts';
import { exampleOf } from '../../example.ts';
import { settled } from '../../harness/settled.ts';
import { closeEverything, file, flagged, openFile, write } from '../scene.ts';
import { manifest, noManifest } from './manifests.ts';

describe('copies of replaced values', () => {
  beforeEach(noManifest);
  afterEach(closeEverything);

  it('are looked for by the broker, and told in a document that holds no value', async () => {
    const { key, entries, transcript } = await replacedBesideTranscript();
    const found = await vscode.commands.executeCommand<Copies>('valetKey.lookForCopies', entries);
    const copy = found.files.find(({ path }) => path === transcript.fsPath);
    assert.deepEqual([copy?.keeper, copy?.count], ['agent', 1]);
    assert.ok(found.isWhole);
    const report = vscode.window.activeTextEditor?.document;
    assert.equal(report?.uri.scheme, 'valet-key-copies');
    assert.ok(report.getText().includes(transcript.fsPath));
    assert.ok(!report.getText().includes(key) && !JSON.stringify(found).includes(key));
    await vscode.workspace.fs.delete(transcript);
  });

  it('are looked for from the reminder of a request', async () => {
    const { transcript } = await replacedBesideTranscript();
    const [request = ''] = Object.keys((await manifest()).requests);
    const reading = { type: 'manifest', manifest: await manifest() };
    const found = await vscode.commands.executeCommand<Copies>('valetKey.lookForCopies', {
      type: 'reminder',
      request,
      manifest: { reading },
    });
    assert.ok(found.files.some(({ path }) => path === transcript.fsPath));
    await vscode.workspace.fs.delete(transcript);
  });

  it('are none of a name that the vault does not hold', async () => {
    assert.equal(await vscode.commands.executeCommand('valetKey.lookForCopies', ['nobody-has-this']), undefined);
  });
});

/** A fix of a value that an agent's transcript holds as well. */
async function replacedBesideTranscript() {
  const key = exampleOf('stripe-secret-key');
  const { document } = await openFile(file('js'), `const key = '${key}';\n`);
  await flagged(document.uri, 1);
  const transcript = await write('.aider.chat.history.md', `> use ${key} now\n`);
  const outcome = await vscode.commands.executeCommand<{ readonly type: string; readonly entries: readonly string[] }>(
    'valetKey.replaceAllInFile',
    document.uri,
  );
  assert.equal(outcome.type, 'replaced', JSON.stringify(outcome));
  await settled(
    async () => document.getText(),
    (text) => !text.includes(key),
    'the reference',
  );
  return { key, entries: outcome.entries, transcript };
}
