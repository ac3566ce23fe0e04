import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { exampleOf } from '../../example.ts';
import { settled } from '../../harness/settled.ts';
import { closeEverything, file, flagged, openFile, write } from '../scene.ts';
import { manifest, manifestText, manifestUri, noManifest, ownManifest } from './manifests.ts';

const title = 'Replace with a scoped credential request';

describe('the quick fix on a credential', () => {
  beforeEach(noManifest);
  afterEach(closeEverything);

  it('is the preferred action, swaps the literal, makes the manifest, and the finding is gone', async () => {
    const key = exampleOf('stripe-secret-key');
    const { document } = await openFile(file('js'), `const key = '${key}';\n`);
    const actions = await actionsOn(document);
    const [first] = actions;
    assert.equal(first?.title, title);
    assert.equal(first.isPreferred, true);
    await perform(first);
    assert.match(document.getText(), /^const key = process\.env\.STRIPE_SECRET_KEY;\n$/);
    await flagged(document.uri, 0);
    const text = (await manifestText()) ?? '';
    assert.match(text, /"\$schema"/);
    assert.ok(!text.includes(key));
    const [request] = Object.values((await manifest()).requests);
    assert.equal(request?.replaces?.[0]?.kind, 'stripe-secret-key');
    assert.equal(request.replaces[0].rotated_at, undefined);
  });

  it('is offered anywhere on the line, and says so of all in the file and of baseline, ignore and rotation', async () => {
    const source = `const a = '${exampleOf('stripe-secret-key')}';\nconst b = '${exampleOf('openai-api-key')}';\n`;
    const { document } = await openFile(file('js'), source);
    await flagged(document.uri, 2);
    const titles = (await actionsOn(document, new vscode.Range(0, 0, 0, 0))).map((one) => one.title);
    // Another test's manifest may still be remembered.
    const rest = titles.filter((one) => !one.startsWith('Use an existing'));
    assert.deepEqual(rest, [
      title,
      'Replace all 2 in this file',
      'Not a secret: add to the baseline…',
      'Ignore on this line…',
      'Rotate it at Stripe…',
    ]);
  });

  it('offers the requests of the same service', async () => {
    const first = await openFile(file('js'), `const a = '${exampleOf('stripe-secret-key')}';\n`);
    await replaceIn(first.document);
    const [name = ''] = Object.keys((await manifest()).requests);
    const { document } = await openFile(file('js'), `const b = '${exampleOf('stripe-secret-key')}';\n`);
    await flagged(document.uri, 1);
    const use = await settled(
      async () => (await actionsOn(document)).find((one) => one.title === `Use an existing request: ${name}`),
      (one) => one !== undefined,
      'the request on offer',
    );
    assert.ok(use);
    await perform(use);
    assert.equal(document.getText(), 'const b = process.env.STRIPE_SECRET_KEY;\n');
    assert.equal((await manifest()).requests[name]?.replaces?.length, 2);
    assert.equal(Object.keys((await manifest()).requests).length, 1);
  });

  it('is taken back by one undo, a new manifest too, and done again by one redo', async () => {
    const source = `const key = '${exampleOf('stripe-secret-key')}';\n`;
    const { document } = await openFile(file('js'), source);
    await replaceIn(document);
    const after = document.getText();
    assert.notEqual(after, source);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), source);
    await gone();
    await vscode.commands.executeCommand('redo');
    await settled(
      async () => document.getText(),
      (text) => text === after,
      'the replaced text',
    );
  });

  it('is taken back by one undo where the manifest was there, byte for byte', async () => {
    await write('valet-key.json', ownManifest);
    const source = `const key = '${exampleOf('stripe-secret-key')}';\n`;
    const { document } = await openFile(file('js'), source);
    await replaceIn(document);
    const text = (await manifestText()) ?? '';
    assert.ok(text.includes('// ours') && text.includes('// broad') && text.includes('"stripe'), text);
    await vscode.commands.executeCommand('undo');
    await settled(
      async () => document.getText(),
      (now) => now === source,
      'the text as it was',
    );
    await settled(manifestText, (now) => now === ownManifest, 'the manifest as it was');
    await vscode.commands.executeCommand('redo');
    await settled(manifestText, (now) => now === text, 'the manifest with its request');
    assert.ok(!document.getText().includes(source));
  });

  it('keeps what the owner of the manifest is typing, and leaves the saving to them', async () => {
    await write('valet-key.json', ownManifest);
    const own = await vscode.window.showTextDocument(manifestUri(), { preview: false });
    await own.edit((edit) => edit.insert(new vscode.Position(1, 8), ', and mine'));
    const { document } = await openFile(file('js'), `const key = '${exampleOf('stripe-secret-key')}';\n`);
    await replaceIn(document);
    assert.match(own.document.getText(), /ours, and mine/);
    assert.match(own.document.getText(), /"stripe/);
    assert.equal(own.document.isDirty, true);
    assert.equal(await manifestText(), ownManifest);
    await own.document.save();
  });

  it('keeps carriage returns', async () => {
    const source = `// one\r\nconst key = '${exampleOf('stripe-secret-key')}';\r\n// end\r\n`;
    const { document } = await openFile(file('js'), source);
    await replaceIn(document);
    assert.match(document.getText(), /^\/\/ one\r\nconst key = process\.env\.\w+;\r\n\/\/ end\r\n$/);
  });

  it('replaces all in a file in one go, its import once, and one undo takes it back', async () => {
    const source = `print(1)\na = "${exampleOf('stripe-secret-key')}"\nb = "${exampleOf('openai-api-key')}"\nc = "${exampleOf('stripe-secret-key')}"\n`;
    const { document } = await openFile(file('py'), source);
    await flagged(document.uri, 3);
    await vscode.commands.executeCommand('valetKey.replaceAllInFile');
    await flagged(document.uri, 0);
    assert.equal(document.getText().match(/^import os$/gm)?.length, 1);
    assert.equal(document.getText().match(/os\.environ/g)?.length, 3);
    assert.equal(Object.keys((await manifest()).requests).length, 3);
    await vscode.commands.executeCommand('undo');
    await settled(
      async () => document.getText(),
      (text) => text === source,
      'the text as it was',
    );
  });

  it('replaces on save where that is asked for', async () => {
    const configuration = vscode.workspace.getConfiguration('editor');
    await configuration.update('codeActionsOnSave', { 'source.fixAll.valetKey': 'explicit' }, true);
    try {
      const { document } = await openFile(file('js'), '\n');
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), `const key = '${exampleOf('stripe-secret-key')}';`);
      await vscode.workspace.applyEdit(edit);
      await flagged(document.uri, 1);
      await document.save();
      assert.match(document.getText(), /process\.env\.STRIPE/);
      const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(document.uri));
      assert.equal(saved, document.getText());
    } finally {
      await configuration.update('codeActionsOnSave', undefined, true);
    }
  });

  it('works in an untitled document: its request goes to the only folder', async () => {
    const content = `const key = '${exampleOf('stripe-secret-key')}';\n`;
    const document = await vscode.workspace.openTextDocument({ language: 'javascript', content });
    await vscode.window.showTextDocument(document);
    await flagged(document.uri, 1);
    await replaceIn(document);
    assert.match(document.getText(), /process\.env\.STRIPE/);
    assert.equal(Object.keys((await manifest()).requests).length, 1);
  });

  it('works in a cell of a notebook', async () => {
    const key = exampleOf('stripe-secret-key');
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, `key = "${key}"\n`, 'python');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(0);
    await flagged(document.uri, 1);
    await replaceIn(document);
    assert.match(document.getText(), /key = os\.environ\["STRIPE_SECRET_KEY"\]/);
  });

  it('says why where only a constant may stand, and leaves the text', async () => {
    const source = `type Key = '${exampleOf('stripe-secret-key')}';\n`;
    const { document } = await openFile(file('ts'), source);
    const [why] = await actionsOn(document);
    assert.equal(why?.title, 'Why it cannot be replaced here…');
    await perform(why);
    assert.equal(document.getText(), source);
    assert.equal(await manifestText(), undefined);
  });
});

describe('taking responsibility for what stays', () => {
  beforeEach(noManifest);
  afterEach(closeEverything);

  it('goes to the baseline with its reason, and the finding is gone', async () => {
    const { document } = await openFile(file('js'), `const key = '${exampleOf('stripe-secret-key')}';\n`);
    const action = (await actionsOn(document)).find((one) => one.title.startsWith('Not a secret'));
    assert.ok(action?.command);
    await vscode.commands.executeCommand(action.command.command, ...argumentsOf(action.command), 'opens nothing');
    await flagged(document.uri, 0);
    const uri = vscode.Uri.joinPath(manifestUri(), '..', 'valet-key.baseline.json');
    assert.match(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)), /"reason": "opens nothing"/);
  });

  it('is ignored on its line with its reason, in the comments of the language', async () => {
    const { document } = await openFile(file('py'), `if True:\n    key = "${exampleOf('stripe-secret-key')}"\n`);
    const action = (await actionsOn(document)).find((one) => one.title.startsWith('Ignore'));
    assert.ok(action?.command);
    await vscode.commands.executeCommand(action.command.command, ...argumentsOf(action.command), 'a sandbox');
    assert.match(document.getText(), /\n    # valet-key-ignore-next-line: a sandbox\n    key/);
    await flagged(document.uri, 0);
  });
});

async function actionsOn(document: vscode.TextDocument, range?: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  const [first] = await settled(
    async () => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Valet Key'),
    (found) => found.length > 0,
    'a finding',
  );
  assert.ok(first);
  const all = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range ?? first.range,
  );
  return all.filter(({ command }) => command?.command.startsWith('valetKey.'));
}

async function perform({ command }: vscode.CodeAction): Promise<void> {
  assert.ok(command);
  await vscode.commands.executeCommand(command.command, ...argumentsOf(command));
}

async function replaceIn(document: vscode.TextDocument): Promise<void> {
  const [first] = await actionsOn(document);
  assert.equal(first?.title, title);
  await perform(first);
}

async function gone(): Promise<void> {
  await settled(manifestText, (text) => text === undefined, 'no manifest');
}

function argumentsOf(command: vscode.Command): readonly unknown[] {
  return command.arguments ?? [];
}
