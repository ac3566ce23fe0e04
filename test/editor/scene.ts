import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path/posix';
import * as vscode from 'vscode';
import { exampleOf } from '../example.ts';
import { settled } from '../harness/settled.ts';

/** What the tests in the extension host share: files to work on, and what Valet Key shows of them. */

/** The workspace folder of that name, or the first one. */
export function folder(name?: string): vscode.Uri {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found = name === undefined ? folders[0] : folders.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`no workspace folder ${name ?? ''}`);
  return found.uri;
}

/** Writes a file as a program outside the editor would. */
export async function write(path: string, text: string | Uint8Array, base = folder()): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(base, path);
  await vscode.workspace.fs.createDirectory(uri.with({ path: dirname(uri.path) }));
  await vscode.workspace.fs.writeFile(uri, typeof text === 'string' ? Buffer.from(text) : text);
  return uri;
}

/** A name that no other test has: `file('ts')` is `made-1b2c….ts`. */
export function file(extension: string): string {
  return `made-${randomUUID().slice(0, 8)}.${extension}`;
}

/** A line of JavaScript with a key that nobody has seen. */
export function keyLine(): string {
  return `const stripe = '${exampleOf('stripe-secret-key')}';\n`;
}

/** Writes a file and opens it in an editor. */
export async function openFile(path: string, text: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await write(path, text), { preview: false });
}

/** Waits until that many credentials are flagged there; returns them, the first one first. */
export function flagged(uri: vscode.Uri, count: number): Promise<readonly vscode.Diagnostic[]> {
  return settled(
    async () => diagnosticsOf(uri),
    (found) => found.length === count,
    `${count} findings in ${uri.path}`,
  );
}

/** The kinds that are flagged now, in the order of the text. */
export function kinds(uri: vscode.Uri): readonly string[] {
  return diagnosticsOf(uri).map(kindOf);
}

export function kindOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : String(code);
}

/** What the hover of Valet Key says there, without its Markdown escapes. */
export async function hoverAt(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  const texts = hovers.flatMap(({ contents }) =>
    contents.map((part) => (typeof part === 'string' ? part : part.value)),
  );
  return texts.join('\n').replaceAll(/\\(?=[^\w\s])/g, '');
}

/** Sets user or workspace settings for one test; the returned function puts them back. */
export async function withSettings(
  values: Readonly<Record<string, unknown>>,
  target = vscode.ConfigurationTarget.Global,
): Promise<() => Promise<void>> {
  const configuration = vscode.workspace.getConfiguration('valetKey');
  for (const [key, value] of Object.entries(values)) await configuration.update(key, value, target);
  return async () => {
    for (const key of Object.keys(values)) await configuration.update(key, undefined, target);
  };
}

/** Between tests: no editor is left open, no text unsaved. */
export async function closeEverything(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  // What an earlier test said would push what the next one waits for out of sight.
  await vscode.commands.executeCommand('notifications.clearAll');
}

function diagnosticsOf(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Valet Key')
    .toSorted((one, other) => one.range.start.compareTo(other.range.start));
}
