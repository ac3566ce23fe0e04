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
  try {
    const entries = await vscode.workspace.fs.readDirectory(uri);
    for (const [name] of entries.filter(
      ([entry, type]) => isExampleFile(entry) && (type & vscode.FileType.File) !== 0,
    )) {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(uri, name));
      if (await caughtUp(document)) found.push(document);
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  return found;
}
