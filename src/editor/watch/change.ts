import * as vscode from 'vscode';
import type { ChangeFacts, ChangeShape } from '../../core/agents/origin.ts';
import { cellScheme } from '../place.ts';

/** What others know of text that is about to arrive. */
export interface Expected {
  /** A paste of this document is under way. */
  paste(document: vscode.TextDocument): void;
  /** This extension is about to change this document. */
  own(uri: vscode.Uri): void;
}

export interface Changes extends Expected {
  /** What is known of a change at the moment it happens: its origin is told from this. */
  facts(event: vscode.TextDocumentChangeEvent, agent: string | undefined): ChangeFacts;
}

/** Tells the origin of changes from their shape and from what was announced. */
export function createChanges(): Changes {
  const pastes = new Map<string, number>();
  const owns = new Map<string, number>();
  let lastPasted: string | undefined;
  return {
    paste: ({ uri }) => void pastes.set(uri.toString(), performance.now() + patience),
    own: (uri) => void owns.set(uri.toString(), performance.now() + patience),
    facts({ document, contentChanges, reason }, agent) {
      const { uri } = document;
      const editor = vscode.window.activeTextEditor;
      const active = editor?.document === document;
      const cursors = active ? editor.selections : [];
      const key = uri.toString();
      const inserts = reason === undefined && contentChanges.some(({ text }) => text.length > 1);
      const pasted = inserts && take(pastes, key);
      // Another choice from the paste menu takes the first one back and pastes at once.
      const again = reason === vscode.TextDocumentChangeReason.Undo && lastPasted === key;
      if (again) pastes.set(key, performance.now() + atOnce);
      lastPasted = pasted ? key : undefined;
      return {
        ...(reason === undefined ? {} : { reason: reason === vscode.TextDocumentChangeReason.Undo ? 'undo' : 'redo' }),
        pasted,
        own: inserts && take(owns, key),
        // The editor does not track cells of a notebook one by one: none is ever dirty.
        clean: !document.isDirty && uri.scheme !== cellScheme,
        active,
        changes: contentChanges.map((change) => shapeOf(change, cursors)),
        ...(agent === undefined ? {} : { agent }),
      };
    },
  };
}

/** Milliseconds from an announcement to the change it announces; a broker may have to ask for a password between. */
const patience = 30_000;

/** Milliseconds from taking a paste back to pasting another choice. */
const atOnce = 1000;

function take(from: Map<string, number>, key: string): boolean {
  const until = from.get(key);
  from.delete(key);
  return until !== undefined && performance.now() < until;
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
