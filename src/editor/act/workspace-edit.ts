import * as vscode from 'vscode';
import { isDotenvSource } from '../../core/detect/dotenv.ts';
import type { PlannedText } from '../../core/fix/planner.ts';
import { pathOf } from '../place.ts';
import type { ExampleGrowth } from './example-file.ts';
import type { ManifestGrowth } from './replacement.ts';
import type { TextEdit } from '../../core/rewrite/document.ts';

export interface TextAndPlan {
  readonly document: vscode.TextDocument;
  readonly planned: PlannedText;
}

export interface WholeEdit {
  readonly texts: readonly TextAndPlan[];
  readonly manifests: readonly ManifestGrowth[];
  readonly examples: readonly ExampleGrowth[];
  readonly preview: 'preview' | undefined;
}

/**
 * Everything as one edit that one undo takes back. Where an edit touches several files the editor asks, at its undo,
 * whether all of them are meant, unless it is one of a group: so what a manifest gains goes first, and a creation that
 * creates nothing divides it from the rest. The rest touches the manifest as well, by writing its first character
 * again, since the editor then opens a manifest that is closed by the time of the undo.
 */
export function replacementEdit({ texts, manifests, examples, preview }: WholeEdit): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const existing = manifests.flatMap(({ file }) => file.document ?? []);
  for (const growth of manifests) growManifest(edit, growth, preview && metadataOf({ label: t('Requests') }));
  for (const { uri } of existing) if (uri.scheme !== 'untitled') edit.createFile(uri, { ignoreIfExists: true });
  for (const { document, planned } of texts) {
    editDocument(edit, { document, edits: planned.edits, metadata: preview && metadataFor(document, planned) });
  }
  for (const { document, edits } of examples) {
    editDocument(edit, { document, edits, metadata: preview && metadataOf({ label: t('Requests') }) });
  }
  for (const { document } of manifests.map(({ file }) => file))
    if (document) touch(edit, document, document.getText().slice(0, 1));
  const [first] = texts;
  // The preview opens where at least one edit asks for it; the others then stand there ticked.
  if (preview && first) touch(edit, first.document, '', metadataOf({ label: t('Preview'), needsConfirmation: true }));
  return edit;
}

const { t } = vscode.l10n;

function touch(
  edit: vscode.WorkspaceEdit,
  { uri }: vscode.TextDocument,
  start: string,
  metadata?: vscode.WorkspaceEditEntryMetadata,
): void {
  edit.replace(uri, new vscode.Range(0, 0, 0, start.length), start, metadata);
}

/** What a program may read by itself, as it does an environment file, is for its owner to tick. */
function metadataFor(document: vscode.TextDocument, { notes }: PlannedText): vscode.WorkspaceEditEntryMetadata {
  if (isDotenvSource(pathOf(document.uri)))
    return metadataOf({ label: t('Environment files'), needsConfirmation: true });
  if (notes.includes('client-side')) return metadataOf({ label: t('Sent to the browser'), needsConfirmation: true });
  return metadataOf({ label: t('References') });
}

function metadataOf({
  label,
  needsConfirmation = false,
}: {
  readonly label: string;
  readonly needsConfirmation?: boolean;
}): vscode.WorkspaceEditEntryMetadata {
  return { label, needsConfirmation };
}

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
