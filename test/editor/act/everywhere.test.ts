import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { exampleOf } from '../../example.ts';
import { settled } from '../../harness/settled.ts';
import { closeEverything, file, flagged, openFile } from '../scene.ts';
import { manifest, manifestText, noManifest } from './manifests.ts';

describe('one value, everywhere', () => {
  beforeEach(noManifest);
  afterEach(closeEverything);

  it('is shown in the refactor preview and, applied there, replaced in every file by one request', async () => {
    const { first, second } = await twoFiles();
    const outcome = await inPreview(first.uri, 'refactorPreview.apply');
    assert.equal(outcome.type, 'replaced', JSON.stringify(outcome));
    assert.match(first.getText(), /^const key = process\.env\.\w+;\n$/);
    assert.match(second.getText(), /key = os\.environ\["\w+"\]\n/);
    const requests = Object.values((await manifest()).requests);
    assert.equal(requests.length, 1);
    assert.equal(requests[0]?.replaces?.length, 2);
    await flagged(first.uri, 0);
    await flagged(second.uri, 0);
  });

  it('stays where the preview is discarded', async () => {
    const { first, second, sources } = await twoFiles();
    await inPreview(first.uri, 'refactorPreview.discard');
    assert.deepEqual([first.getText(), second.getText()], sources);
    assert.equal(await manifestText(), undefined);
  });
});

async function twoFiles() {
  const key = exampleOf('stripe-secret-key');
  const sources = [`const key = '${key}';\n`, `key = "${key}"\n`] as const;
  const { document: second } = await openFile(file('py'), sources[1]);
  const { document: first } = await openFile(file('js'), sources[0]);
  await flagged(second.uri, 1);
  await flagged(first.uri, 1);
  return { first, second, sources };
}

/** Chooses the action and then, in the preview that it opens, this command. */
async function inPreview(uri: vscode.Uri, command: string): Promise<{ readonly type: string }> {
  const [finding] = await flagged(uri, 1);
  assert.ok(finding);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    finding.range,
  );
  const action = actions.find(({ title }) => title === 'Replace this value everywhere (2 places)');
  assert.ok(action?.command, actions.map(({ title }) => title).join(', '));
  const parameters: readonly unknown[] = action.command.arguments ?? [];
  let outcome: { readonly type: string } | undefined;
  const running = vscode.commands
    .executeCommand<{ readonly type: string }>(action.command.command, ...parameters)
    .then((result) => (outcome = result));
  await settled(
    async () => {
      // The preview opens when the values are safe; before that the command does nothing.
      if (outcome === undefined) await vscode.commands.executeCommand(command);
      return outcome !== undefined;
    },
    (done) => done,
    'the end of the preview',
  );
  return running;
}
