import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { exampleOf } from '../../example.ts';
import { closeEverything, file, flagged, folder, hoverAt, keyLine, kinds, openFile, write } from '../scene.ts';

describe('text that arrives', () => {
  afterEach(closeEverything);

  it('by an extension, in an open document, is an agent’s', async () => {
    const { document } = await openFile(file('ts'), 'let a = 1;\n\n\nlet b = 2;\n');
    await vscode.commands.executeCommand('cursorTop');
    await edit(document.uri, new vscode.Position(2, 0), keyLine());
    await hoverSays(document.uri, /An agent or another extension wrote it/);
  });

  it('by an extension, in a document behind, is an agent’s', async () => {
    const uri = await write(file('py'), 'a = 1\n');
    const behind = await vscode.workspace.openTextDocument(uri);
    await edit(behind.uri, new vscode.Position(1, 0), `stripe = "${exampleOf('stripe-secret-key')}"\n`);
    await hoverSays(uri, /An agent or another extension wrote it/);
  });

  it('in one piece at the cursor is a completion', async () => {
    const editor = await openFile(file('ts'), '\n');
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await editor.insertSnippet(new vscode.SnippetString(keyLine().trim()));
    await hoverSays(editor.document.uri, /inline completion or a single insertion/);
  });

  it('from the disk, in an open document, was rewritten by a program', async () => {
    const name = file('ts');
    const { document } = await openFile(name, 'let a = 1;\n');
    await write(name, `let a = 1;\n${keyLine()}`);
    await hoverSays(document.uri, /A program rewrote the file on the disk/);
  });

  it('in a file that nobody has open is in the Problems view, and leaves it with the file', async () => {
    const uri = await write(file('go'), 'package a\n');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(`package a\n\nvar k = "${exampleOf('stripe-secret-key')}"\n`));
    await flagged(uri, 1);
    const renamed = vscode.Uri.joinPath(folder(), file('go'));
    await vscode.workspace.fs.rename(uri, renamed);
    await flagged(renamed, 1);
    await flagged(uri, 0);
    await vscode.workspace.fs.delete(renamed);
    await flagged(renamed, 0);
  });

  it('in a folder that is moved here from elsewhere is found, however deep, and again where that is moved on', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'valet-key-elsewhere-'));
    await mkdir(join(elsewhere, 'moved/src/inner'), { recursive: true });
    await writeFile(join(elsewhere, 'moved/src/inner/pay.ts'), keyLine());
    const [moved, again] = ['moved', 'moved-again'].map((name) => vscode.Uri.joinPath(folder(), name));
    assert.ok(moved && again);
    await rename(join(elsewhere, 'moved'), moved.fsPath);
    await flagged(vscode.Uri.joinPath(moved, 'src/inner/pay.ts'), 1);
    await vscode.workspace.fs.rename(moved, again);
    await flagged(vscode.Uri.joinPath(again, 'src/inner/pay.ts'), 1);
    await flagged(vscode.Uri.joinPath(moved, 'src/inner/pay.ts'), 0);
    await vscode.workspace.fs.delete(again, { recursive: true });
    await flagged(vscode.Uri.joinPath(again, 'src/inner/pay.ts'), 0);
    await rm(elsewhere, { recursive: true });
  });

  it('keeps its origin when it is undone and done again', async () => {
    const { document } = await openFile(file('ts'), 'let a = 1;\n\n\n');
    await edit(document.uri, new vscode.Position(2, 0), keyLine());
    await flagged(document.uri, 1);
    await vscode.commands.executeCommand('undo');
    await flagged(document.uri, 0);
    await vscode.commands.executeCommand('redo');
    await hoverSays(document.uri, /An agent or another extension wrote it/);
  });

  it('in an untitled document is flagged until it is closed', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'javascript', content: keyLine() });
    await vscode.window.showTextDocument(document);
    await flagged(document.uri, 1);
  });

  it('in a notebook’s cell is flagged there', async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, keyLine(), 'javascript');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    const { document } = notebook.cellAt(0);
    await flagged(document.uri, 1);
    assert.deepEqual(kinds(document.uri), ['stripe-secret-key']);
  });

  it('in settings and in the configuration of MCP servers is flagged', async () => {
    const key = exampleOf('openai-api-key');
    const mcp = { servers: { chat: { command: 'npx', env: { OPENAI_API_KEY: key } } } };
    const uri = await write('.vscode/mcp.json', JSON.stringify(mcp, undefined, 2));
    await flagged(uri, 1);
    await vscode.workspace.fs.delete(uri);
  });

  it('is told with the other places of the same value', async () => {
    const text = keyLine();
    const one = await openFile(file('ts'), text);
    const other = await openFile(file('ts'), text);
    const [diagnostic] = await flagged(other.document.uri, 1);
    await flagged(one.document.uri, 1);
    const [again = diagnostic] = await flagged(other.document.uri, 1);
    const places = again?.relatedInformation?.map(({ location }) => location.uri.toString());
    assert.deepEqual(places, [one.document.uri.toString()]);
  });

  it('is recognised where it equals a value of .env, by its name', async () => {
    const value = exampleOf('npm-token').slice(4, 36);
    const env = await write('.env', `INTERNAL_PASSPHRASE=${value}\n`);
    const { document } = await openFile(file('ts'), `connect('${value}');\n`);
    const [diagnostic] = await flagged(document.uri, 1);
    assert.match(diagnostic?.message ?? '', /This is the value of INTERNAL_PASSPHRASE in \.env/);
    await vscode.workspace.fs.delete(env);
  });
});

async function edit(uri: vscode.Uri, position: vscode.Position, text: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.insert(uri, position, text);
  assert.equal(await vscode.workspace.applyEdit(change), true);
}

async function hoverSays(uri: vscode.Uri, expected: RegExp): Promise<void> {
  const [diagnostic] = await flagged(uri, 1);
  assert.ok(diagnostic);
  assert.match(await hoverAt(uri, diagnostic.range.start), expected);
}
