import * as vscode from 'vscode';
import {
  baselineEntry,
  baselineName,
  formatBaseline,
  readBaseline,
  type Baseline,
} from '../../core/policy/baseline.ts';
import { ignoreEdit } from '../../core/policy/ignores.ts';
import type { Flagged } from '../findings.ts';
import { onLine, sha256, subjectOf } from '../watch/accepted.ts';
import { openText } from '../watch/written-text.ts';
import { folderFor } from './manifest-file.ts';
import { faultText } from './act-words.ts';

const { t } = vscode.l10n;

/** Asks why a finding is no secret, or may stay; `undefined` where somebody thinks better of it. */
export async function askReason(title: string): Promise<string | undefined> {
  const reason = await vscode.window.showInputBox({
    title,
    prompt: t('Why may it stay? The reason is kept beside it for whoever reviews it.'),
    placeHolder: t('a test key that opens nothing'),
    validateInput: (text) => (/\p{L}/u.test(text) ? undefined : t('Give a reason in words.')),
  });
  return reason?.replaceAll(/\s+/g, ' ').trim();
}

/** Adds findings of a document to its folder's baseline; the sentence that says why that was not possible. */
export async function acceptInBaseline(
  document: vscode.TextDocument,
  flagged: readonly Flagged[],
  reason: string,
): Promise<string | undefined> {
  const folder = folderFor(document.uri);
  if ('code' in folder) return faultText(folder);
  const uri = vscode.Uri.joinPath(folder.uri, baselineName);
  const before = await baselineAt(uri);
  if (typeof before === 'string') return before;
  const text = openText(document);
  const entries = flagged.map(({ finding }) => baselineEntry(onLine(subjectOf(finding, text)), reason, sha256));
  const newText = formatBaseline({ version: 1, entries: [...before.baseline.entries, ...entries] });
  const edit = new vscode.WorkspaceEdit();
  if (before.document) edit.replace(uri, new vscode.Range(0, 0, before.document.lineCount, 0), newText);
  else edit.createFile(uri, { contents: new TextEncoder().encode(newText) });
  const applied = await vscode.workspace.applyEdit(edit);
  const saved = applied && (before.wasDirty || !before.document || (await before.document.save()));
  return saved ? undefined : t('{0} could not be changed. Is it read-only?', baselineName);
}

interface OpenBaseline {
  readonly baseline: Baseline;
  readonly document?: vscode.TextDocument;
  readonly wasDirty: boolean;
}

async function baselineAt(uri: vscode.Uri): Promise<OpenBaseline | string> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return { baseline: { version: 1, entries: [] }, wasDirty: false };
    throw error;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const reading = readBaseline(document.getText());
  if (reading.type === 'broken') return t('{0} is broken: {1}', baselineName, reading.message);
  return { baseline: reading.baseline, document, wasDirty: document.isDirty };
}

/** Puts a comment above the finding that tells to ignore it; the sentence that says why that was not possible. */
export async function ignoreOnLine(
  document: vscode.TextDocument,
  { finding }: Flagged,
  reason: string,
): Promise<string | undefined> {
  const text = document.getText();
  const made = ignoreEdit({ text, language: document.languageId, start: finding.start, reason });
  if (!made) return t('This language has no comments. Add it to the baseline instead.');
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.positionAt(made.start), made.newText);
  return (await vscode.workspace.applyEdit(edit)) ? undefined : faultText({ code: 'changed' });
}
