import * as vscode from 'vscode';
import type { TextEdit } from '../../core/rewrite/rewrite.ts';
import type { ManifestGrowth } from './replacement.ts';

/** Adds what a manifest gains to an edit: a new manifest is created with its text, so it is on the disk at once. */
export function growManifest(
  edit: vscode.WorkspaceEdit,
  { file, text, edits }: ManifestGrowth,
  metadata?: vscode.WorkspaceEditEntryMetadata,
): void {
  if (file.document) editDocument(edit, { document: file.document, edits, metadata });
  else edit.createFile(file.uri, { contents: new TextEncoder().encode(text) }, metadata);
}

/** Adds edits that were planned for the text that this document has now. */
export function editDocument(
  edit: vscode.WorkspaceEdit,
  {
    document,
    edits,
    metadata,
  }: {
    readonly document: vscode.TextDocument;
    readonly edits: readonly TextEdit[];
    readonly metadata?: vscode.WorkspaceEditEntryMetadata | undefined;
  },
): void {
  for (const { start, end, newText } of edits) {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    edit.replace(document.uri, range, newText, metadata);
  }
}

/**
 * Saves the manifests that were grown, so that a terminal can run what needs them. One that its owner was typing into
 * is left for them to save. False where one could not be saved.
 */
export async function saveManifests(manifests: readonly ManifestGrowth[]): Promise<boolean> {
  const saved = await Promise.all(
    manifests.map(async ({ file: { document, wasDirty } }) => wasDirty || !document?.isDirty || document.save()),
  );
  return saved.every(Boolean);
}
