import * as vscode from 'vscode';
import type { Insertion } from './insertions.ts';

/**
 * An edit of the document that lays the paste down, each cursor behind what it inserted. Snippets are the one way to
 * say where cursors go; nothing in the text is taken for a part of a snippet.
 */
export function landingOf(
  document: vscode.TextDocument,
  edits: readonly Insertion[],
  insertions: readonly Insertion[],
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const snippets = edits.map(({ start, end, newText }) => {
    const snippet = new vscode.SnippetString().appendText(newText);
    if (insertions.some((one) => start <= one.start && one.end <= end)) snippet.appendTabstop(0);
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    const one = new vscode.SnippetTextEdit(range, snippet);
    one.keepWhitespace = true;
    return one;
  });
  edit.set(document.uri, snippets);
  return edit;
}
