import * as vscode from 'vscode';
import { addExampleNames, exampleFiles } from '../../core/fix/example-names.ts';
import type { Replacement } from './replacement.ts';
import { caughtUp } from './on-disk.ts';
import type { TextEdit } from '../../core/rewrite/document.ts';

/** The file in which a project lists its variables, with the names that it is to gain. */
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
    const document = await exampleIn(file.folder);
    const edit = document && addExampleNames(document.getText(), names);
    if (edit) growths.push({ document, edits: [edit], wasDirty: document.isDirty });
  }
  return growths;
}

async function exampleIn({ uri }: vscode.WorkspaceFolder): Promise<vscode.TextDocument | undefined> {
  for (const name of exampleFiles) {
    const file = vscode.Uri.joinPath(uri, name);
    try {
      await vscode.workspace.fs.stat(file);
      const document = await vscode.workspace.openTextDocument(file);
      if (await caughtUp(document)) return document;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
  return undefined;
}
