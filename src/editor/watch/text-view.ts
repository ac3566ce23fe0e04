import * as vscode from 'vscode';
import type { TextView } from '../../core/detect/text.ts';

/** A document read piece by piece: what is asked for is copied, the rest is not touched. */
export function textViewOf(document: vscode.TextDocument): TextView {
  return {
    get length() {
      const last = document.lineCount - 1;
      return document.offsetAt(new vscode.Position(last, document.lineAt(last).text.length));
    },
    slice(start, end) {
      const from = document.positionAt(start);
      const text = document.getText(new vscode.Range(from, document.positionAt(end)));
      // Between the two halves of a line break there is no position: the text then begins before the break.
      const early = start - document.offsetAt(from);
      return early > 0 ? text.slice(early) : text;
    },
  };
}
