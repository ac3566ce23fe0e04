import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { exampleOf } from '../../example.ts';
import { settled } from '../../harness/settled.ts';
import { closeEverything, file, flagged, openFile, write } from '../scene.ts';
import { createBench, type Bench } from './bench.ts';
import { noManifest } from './manifests.ts';

describe('a replacement wherever text stands', () => {
  let bench: Bench;
  beforeEach(async () => {
    await noManifest();
    bench = createBench();
  });
  afterEach(async () => {
    bench.dispose();
    await closeEverything();
  });

  it('is made in a text with unsaved changes, which stay unsaved', async () => {
    const { document } = await openFile(file('js'), '// on the disk\n');
    await append(document, `const key = '${exampleOf('stripe-secret-key')}';\n`);
    assert.equal((await bench.replace([document.uri])).type, 'replaced');
    assert.equal(document.getText(), '// on the disk\nconst key = process.env.STRIPE_SECRET_KEY;\n');
    assert.ok(document.isDirty);
    await document.save();
  });

  it('shows in both editors of one text, and undo and redo too', async () => {
    const source = `const key = '${exampleOf('stripe-secret-key')}';\n`;
    const { document } = await openFile(file('js'), source);
    const beside = await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
    assert.equal((await bench.replace([document.uri])).type, 'replaced');
    const replaced = document.getText();
    assert.match(replaced, /process\.env/);
    for (const editor of vscode.window.visibleTextEditors) assert.equal(editor.document.getText(), replaced);
    await vscode.commands.executeCommand('undo');
    assert.equal(beside.document.getText(), source);
    await vscode.commands.executeCommand('redo');
    assert.equal(beside.document.getText(), replaced);
    await document.save();
  });

  it('is made for what is on the disk by then, where no unsaved changes stand in the way', async () => {
    const [first, second] = [exampleOf('stripe-secret-key'), exampleOf('stripe-secret-key')];
    const { document } = await openFile(file('js'), `const key = '${first}';\n`);
    await writeFile(document.uri.fsPath, `// another program\nconst key = '${second}';\n`);
    assert.equal((await bench.replace([document.uri])).type, 'replaced');
    assert.equal(document.getText(), '// another program\nconst key = process.env.STRIPE_SECRET_KEY;\n');
    assert.deepEqual([...bench.kept.values()], [second]);
    await document.save();
  });

  it('is made in the text of a read-only file, whose saving is then for its owner to allow', async () => {
    const { document } = await openFile(file('js'), `const key = '${exampleOf('stripe-secret-key')}';\n`);
    await chmod(document.uri.fsPath, 0o444);
    const outcome = await bench.replace([document.uri]);
    assert.equal(outcome.type, 'replaced', JSON.stringify(outcome));
    assert.match(document.getText(), /process\.env/);
    await chmod(document.uri.fsPath, 0o644);
  });

  it('is made in the cells of a notebook as it is saved', async () => {
    await during('notebook', { codeActionsOnSave: { 'source.fixAll.valetKey': 'explicit' } }, async () => {
      const key = exampleOf('stripe-secret-key');
      const cell = {
        cell_type: 'code',
        execution_count: null,
        id: 'a',
        metadata: {},
        outputs: [],
        source: [`key = "${key}"`],
      };
      const metadata = { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } };
      const uri = await write(
        file('ipynb'),
        JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 }),
      );
      const notebook = await vscode.workspace.openNotebookDocument(uri);
      await vscode.window.showNotebookDocument(notebook);
      const [only] = notebook.getCells();
      assert.ok(only);
      await flagged(only.document.uri, 1);
      await append(only.document, 'b = 1\n');
      await vscode.commands.executeCommand('workbench.action.files.save');
      await settled(
        async () => only.document.getText(),
        (text) => !text.includes(key),
        'the reference in the cell',
      );
      assert.match(only.document.getText(), /os\.environ\["STRIPE_SECRET_KEY"\]/);
      assert.ok(!only.document.getText().includes(key));
      await notebook.save();
    });
  });
});

async function append(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
}

/** Some settings of the editor itself, for as long as something is done. */
async function during(section: string, values: Readonly<Record<string, unknown>>, act: () => Promise<void>) {
  const set = async (key: string, value: unknown) =>
    vscode.workspace.getConfiguration(section).update(key, value, vscode.ConfigurationTarget.Global);
  for (const [key, value] of Object.entries(values)) await set(key, value);
  try {
    await act();
  } finally {
    for (const key of Object.keys(values)) await set(key, undefined);
  }
}
