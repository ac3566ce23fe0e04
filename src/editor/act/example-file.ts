import * as vscode from 'vscode';
import { addVariables, isExampleFile } from '../../core/fix/example-file.ts';
import type { Replacement } from './replacement.ts';
import { caughtUp } from './on-disk.ts';
import type { TextEdit } from '../../core/rewrite/document.ts';

/** A file in which a project lists its variables, with the names that it is to gain. */
export interface ExampleGrowth {
  readonly document: vscode.TextDocument;
  readonly edits: readonly TextEdit[];
  readonly wasDirty: boolean;
}

/** For each folder that gets requests and keeps such a file. One that cannot be read is no reason not to replace. */
export async function exampleGrowths({ manifests, texts }: Replacement): Promise<readonly ExampleGrowth[]> {
  const growths: ExampleGrowth[] = [];
  for (const { file, text } of manifests) {
    // Two folders' requests need not have the same variables: what a manifest names is what its folder needs.
    const names = texts
      .flatMap(({ values }) => values.map(({ env }) => env))
      .filter((env) => text.includes(`"${env}"`));
    for (const document of await examplesIn(file.folder)) {
      const edits = addVariables(document.getText(), names);
      if (edits.length > 0) growths.push({ document, edits, wasDirty: document.isDirty });
    }
  }
  return growths;
}

async function examplesIn({ uri }: vscode.WorkspaceFolder): Promise<readonly vscode.TextDocument[]> {
  const found: vscode.TextDocument[] = [];
  for (const name of await examplesNamedIn(uri)) {
    const document = await opened(vscode.Uri.joinPath(uri, name));
    if (document && (await caughtUp(document))) found.push(document);
  }
  return found;
}

async function examplesNamedIn(folder: vscode.Uri): Promise<readonly string[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.flatMap(([name, type]) =>
      isExampleFile(name) && (type & vscode.FileType.File) !== 0 ? [name] : [],
    );
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return [];
    throw error;
  }
}

/** One that cannot be read, or is no text, keeps nobody from the others: the editor says so in a plain `Error`. */
async function opened(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
