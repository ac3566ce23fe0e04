import { join } from 'node:path';
import * as vscode from 'vscode';
import { print, reportTotals } from '../harness/driver-client.ts';
import { exampleOf } from '../example.ts';
import { program } from './program.ts';

/** Runs in the extension host of a real editor: how long its user waits. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('valet-key.valet-key');
  if (!extension) throw new TypeError('the extension is not installed here');
  const bundle = join(extension.extensionPath, 'dist/extension.cjs');
  const waiting = !extension.isActive;
  const start = performance.now();
  await extension.activate();
  const activated = performance.now() - start;
  delete require.cache[require.resolve(bundle)];
  const again = performance.now();
  require(bundle);
  print(`  loading its code once more   ${(performance.now() - again).toFixed(0)} ms`);
  if (waiting) print(`  loading and activation       ${activated.toFixed(0)} ms`);
  for (const lines of [200, 5000, 50_000]) {
    const took = await editToDiagnostic(lines);
    print(`  edit to diagnostic           ${took.toFixed(0)} ms in ${lines.toLocaleString('en')} lines`);
  }
  await reportTotals({ passed: 1, failed: 0, pending: 0 });
}

const times = 9;

/** From an edit that brings a credential to its squiggle, the median of some, in milliseconds. */
async function editToDiagnostic(lines: number): Promise<number> {
  const document = await vscode.workspace.openTextDocument({ language: 'javascript', content: program(lines) });
  const editor = await vscode.window.showTextDocument(document);
  // A first one, so that the whole text was read before.
  await flag(editor, exampleOf('stripe-secret-key'));
  const took: number[] = [];
  for (let time = 0; time < times; time++) {
    const key = exampleOf('stripe-secret-key');
    const start = performance.now();
    await flag(editor, key);
    took.push(performance.now() - start);
  }
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  return took.toSorted((one, other) => one - other)[Math.floor(times / 2)] ?? 0;
}

async function flag(editor: vscode.TextEditor, key: string): Promise<void> {
  const { document } = editor;
  const { promise, resolve } = Promise.withResolvers<void>();
  const before = count(document.uri);
  const heard = vscode.languages.onDidChangeDiagnostics(() => {
    if (count(document.uri) > before) resolve();
  });
  const line = Math.floor(document.lineCount / 2);
  await editor.edit((edit) => edit.insert(new vscode.Position(line, 0), `const key = '${key}';\n`));
  if (count(document.uri) <= before) await promise;
  heard.dispose();
}

function count(uri: vscode.Uri): number {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Valet Key').length;
}
