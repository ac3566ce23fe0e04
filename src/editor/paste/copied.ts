import * as vscode from 'vscode';

/** How text was copied in this editor: VS Code's own record of it is not handed to extensions. */
export interface Copied {
  /** Without a selection: it is the cursor's line, and goes above the line that it is pasted into. */
  readonly wholeLine: boolean;
  /** Lengths of what each cursor copied, where there were several. */
  readonly lengths: readonly number[];
}

export const copiedMime = 'application/vnd.valet-key.copied';

export function noteCopied(
  document: vscode.TextDocument,
  ranges: readonly vscode.Range[],
  dataTransfer: vscode.DataTransfer,
): void {
  const editor = vscode.window.activeTextEditor;
  const [selection, ...others] = editor?.document === document ? editor.selections : [];
  const wholeLine = selection?.isEmpty === true && others.length === 0;
  const lengths = ranges.length > 1 ? ranges.map((range) => document.getText(range).length) : [];
  dataTransfer.set(copiedMime, new vscode.DataTransferItem({ wholeLine, lengths } satisfies Copied));
}

export function copiedAs(dataTransfer: vscode.DataTransfer): Copied {
  const noted: unknown = dataTransfer.get(copiedMime)?.value;
  return isCopied(noted) ? noted : { wholeLine: false, lengths: [] };
}

function isCopied(noted: unknown): noted is Copied {
  return typeof noted === 'object' && noted !== null && 'wholeLine' in noted && 'lengths' in noted;
}
