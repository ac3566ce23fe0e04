import type * as vscode from 'vscode';
import { originOf, type ChangeFacts, type Origin } from '../../core/agents/origin.ts';

/** Hands changes on in their order, each with its origin. */
export interface HeldChanges extends vscode.Disposable {
  add(event: vscode.TextDocumentChangeEvent, facts: ChangeFacts): void;
  /** The document is dirty now: what is held of it was an edit. */
  dirty(document: vscode.TextDocument): void;
  /** Nobody waits any longer: what is held of this document is handed on as it stands. */
  settle(key: string): void;
}

/**
 * The editor tells the first edit of a saved document before it tells that the document is no longer saved; a file that
 * was rewritten on the disk looks the same, but stays saved. So a change that leaves its document clean waits a moment.
 */
export function createHeldChanges(
  handOn: (event: vscode.TextDocumentChangeEvent, origin: Origin | 'kept') => void,
): HeldChanges {
  const held = new Map<string, { event: vscode.TextDocumentChangeEvent; facts: ChangeFacts; timer: NodeJS.Timeout }>();

  const release = (key: string, clean: boolean): void => {
    const waiting = held.get(key);
    if (!waiting) return;
    held.delete(key);
    clearTimeout(waiting.timer);
    handOn(waiting.event, originOf({ ...waiting.facts, clean }));
  };
  const settle = (key: string): void => {
    const document = held.get(key)?.event.document;
    if (document) release(key, !document.isDirty);
  };
  return {
    add(event, facts) {
      const key = event.document.uri.toString();
      settle(key);
      if (!facts.clean) handOn(event, originOf(facts));
      else held.set(key, { event, facts, timer: setTimeout(() => settle(key), moment) });
    },
    dirty: ({ uri }) => release(uri.toString(), false),
    settle,
    dispose() {
      for (const { timer } of held.values()) clearTimeout(timer);
      held.clear();
    },
  };
}

/** Milliseconds; both messages leave the editor's window one after the other. */
const moment = 60;
