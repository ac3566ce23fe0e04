import * as vscode from 'vscode';
import { originOf, type ChangeShape, type Origin } from '../../core/agents/origin.ts';
import { cellScheme } from '../place.ts';

/** What others know of text that is about to arrive. */
export interface Expected {
  /** A paste of this document is under way. */
  paste(document: vscode.TextDocument): void;
  /** This extension is about to change this document. */
  own(uri: vscode.Uri): void;
}

export interface Changes extends Expected {
  origin(event: vscode.TextDocumentChangeEvent, agent: string | undefined): Origin | 'kept';
}

/** Tells the origin of changes from their shape and from what was announced. */
export function createChanges(): Changes {
  const pastes = new Map<string, number>();
  const owns = new Map<string, number>();
  return {
    paste: ({ uri }) => void pastes.set(uri.toString(), performance.now()),
    own: (uri) => void owns.set(uri.toString(), performance.now()),
    origin({ document, contentChanges, reason }, agent) {
      const { uri } = document;
      const editor = vscode.window.activeTextEditor;
      const active = editor?.document === document;
      const cursors = active ? editor.selections : [];
      const inserts = contentChanges.some(({ text }) => text.length > 1);
      return originOf({
        ...(reason === undefined ? {} : { reason: reason === vscode.TextDocumentChangeReason.Undo ? 'undo' : 'redo' }),
        pasted: inserts && take(pastes, uri),
        own: inserts && take(owns, uri),
        // The editor does not track cells of a notebook one by one: none is ever dirty.
        clean: !document.isDirty && uri.scheme !== cellScheme,
        active,
        changes: contentChanges.map((change) => shapeOf(change, cursors)),
        ...(agent === undefined ? {} : { agent }),
      });
    },
  };
}

/** Milliseconds from an announcement to the change it announces; a broker may have to ask for a password between. */
const patience = 30_000;

function take(from: Map<string, number>, uri: vscode.Uri): boolean {
  const at = from.get(uri.toString());
  from.delete(uri.toString());
  return at !== undefined && performance.now() - at < patience;
}

function shapeOf(
  { range, rangeLength, text }: vscode.TextDocumentContentChangeEvent,
  cursors: readonly vscode.Selection[],
): ChangeShape {
  return {
    inserted: text.length,
    removed: rangeLength,
    atCursor: cursors.some((cursor) => range.start.isEqual(cursor.active) || range.contains(cursor.active)),
    oneKey: closedPairs.has(text) || /^\r?\n[\t ]*(?:(?:\*|\/\/|#) ?)?$/.test(text) || /^[\t ]{2,8}$/.test(text),
  };
}

const closedPairs: ReadonlySet<string> = new Set(['""', "''", '``', '()', '[]', '{}', '<>']);
