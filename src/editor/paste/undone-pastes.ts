import * as vscode from 'vscode';
import { BrokerError } from '../../broker/protocol/faults.ts';
import { removeRequest } from '../../core/requests/edit.ts';
import { manifestName, manifestOf } from '../requests/manifests.ts';
import { editDocument } from '../act/workspace-edit.ts';
import type { Broker } from '../vault/broker.ts';

const { t } = vscode.l10n;

/** A request that a paste made, and the value that it put into the vault: nothing else uses them. */
export interface PastedRequest {
  readonly folder: vscode.WorkspaceFolder;
  readonly request: string;
  readonly entry: string;
  readonly env: string;
}

/** Offers to take back what a paste made, where the paste itself is undone; unasked it stays, as a redo needs it. */
export interface UndonePastes extends vscode.Disposable {
  pasted(document: vscode.TextDocument, made: readonly PastedRequest[]): void;
}

export function offerUndonePastes(broker: Pick<Broker, 'client'>): UndonePastes {
  const pasted = new Map<string, readonly PastedRequest[]>();
  const undoing = vscode.workspace.onDidChangeTextDocument(({ document, reason }) => {
    const key = document.uri.toString();
    const made = pasted.get(key);
    if (!made || reason !== vscode.TextDocumentChangeReason.Undo) return;
    const gone = made.filter((one) => !isIn(document, one));
    if (gone.length === 0) return;
    const left = made.filter((one) => isIn(document, one));
    if (left.length > 0) pasted.set(key, left);
    else pasted.delete(key);
    void offer(document, gone, broker);
  });
  const closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => void pasted.delete(uri.toString()));
  return {
    pasted(document, made) {
      const key = document.uri.toString();
      pasted.set(key, [...(pasted.get(key) ?? []), ...made]);
    },
    dispose() {
      undoing.dispose();
      closing.dispose();
    },
  };
}

/** Whether a reference to it stands in the text, whatever its language makes of one. */
function isIn(document: vscode.TextDocument, { env, request }: PastedRequest): boolean {
  const text = document.getText();
  return text.includes(env) || text.includes(`valet-key://${request}`);
}

async function offer(
  document: vscode.TextDocument,
  gone: readonly PastedRequest[],
  { client }: Pick<Broker, 'client'>,
): Promise<void> {
  const remove = t('Remove');
  const names = gone.map(({ request }) => request).join(', ');
  const text = t('The paste was undone. Remove its request “{0}”, and the value from the vault?', names);
  if ((await vscode.window.showInformationMessage(text, remove)) !== remove) return;
  try {
    for (const one of gone) {
      // It was done again, or typed, before the answer came.
      if (isIn(document, one) || !(await isOutOfManifest(one))) continue;
      await client.remove(one.entry);
    }
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    void vscode.window.showWarningMessage(t('The vault still holds the value ({0}).', error.fault.code));
  }
}

/** The request goes first: a request without its value would be asked for in vain. */
async function isOutOfManifest({ folder, request }: PastedRequest): Promise<boolean> {
  const document = await vscode.workspace.openTextDocument(manifestOf(folder));
  const change = removeRequest(document.getText(), request);
  if (change.type === 'refused') return false;
  const wasDirty = document.isDirty;
  const edit = new vscode.WorkspaceEdit();
  editDocument(edit, { document, edits: change.edits });
  const isDone = (await vscode.workspace.applyEdit(edit)) && (wasDirty || (await document.save()));
  if (!isDone) void vscode.window.showWarningMessage(t('{0} could not be changed. Is it read-only?', manifestName));
  return isDone;
}
