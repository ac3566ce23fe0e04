import * as vscode from 'vscode';
import type { Origin } from '../../core/agents/origin.ts';
import type { Finding } from '../../core/detect/finding.ts';
import type { Findings } from '../findings.ts';
import { isWritten } from '../place.ts';
import { section } from '../settings.ts';
import type { Changes } from './change.ts';
import { watchDocument, type WatchedDocument } from './document.ts';
import type { Git } from './git.ts';
import type { Guard } from './guard.ts';
import { createHeldChanges } from './held-changes.ts';
import { createRewritten } from './rewritten.ts';
import { turn } from './scanning.ts';
import type { Sight } from './sight.ts';
import { openText } from './written-text.ts';

export interface Documents extends vscode.Disposable {
  /** Brings the findings of a document up to its text as it is now, before somebody acts on them. */
  flush(document: vscode.TextDocument): void;
  isOpen(uri: vscode.Uri): boolean;
}

export interface DocumentsOptions {
  readonly guard: Guard;
  readonly findings: Findings;
  readonly changes: Changes;
  readonly sight: Sight;
  readonly git: Git;
  /** The agent at work in a terminal, if any. */
  readonly agent: () => string | undefined;
  /** An open document was closed: whoever watches files takes it over. */
  readonly onClosed: (uri: vscode.Uri) => void;
}

/** Watches every open document; the ones in sight are read first. */
export function watchDocuments(options: DocumentsOptions): Documents {
  const { guard, findings, changes, sight, git, agent, onClosed } = options;
  const watched = new Map<string, { document: vscode.TextDocument; watch: WatchedDocument }>();
  const unread = new Set<string>();
  let reading = false;
  let disposed = false;

  const rewritten = createRewritten(git, (key, was, is) => watched.get(key)?.watch.correct(was, is));
  const held = createHeldChanges((event, origin) => {
    watched.get(event.document.uri.toString())?.watch.changed(event, origin);
    rewritten.note(event.document, origin);
  });
  const readAll = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    for (let next = nextOf(unread); next !== undefined && !disposed; next = nextOf(unread)) {
      held.settle(next);
      if (watched.get(next)?.watch.readOn() !== false) unread.delete(next);
      await turn();
    }
    reading = false;
  };
  const open = (document: vscode.TextDocument): void => {
    const key = document.uri.toString();
    if (!isWritten(document) || watched.has(key)) return;
    const onFindings = (found: readonly Finding[], origins: readonly Origin[]): void => {
      if (watched.has(key)) findings.set(document.uri, sight.flag(openText(document), found, origins));
    };
    const onUnread = (): void => {
      unread.add(key);
      void readAll();
    };
    const watch = watchDocument({ document, guard, before: findings.of(document.uri), onFindings, onUnread });
    watched.set(key, { document, watch });
    onUnread();
  };
  const close = ({ uri }: vscode.TextDocument): void => {
    const key = uri.toString();
    watched.get(key)?.watch.dispose();
    if (!watched.delete(key)) return;
    unread.delete(key);
    onClosed(uri);
  };
  const publishAll = (): void => {
    for (const { watch } of watched.values()) watch.publish();
  };

  const parts = [
    vscode.workspace.onDidOpenTextDocument(open),
    vscode.workspace.onDidCloseTextDocument(close),
    vscode.workspace.onDidChangeTextDocument((event) => {
      const entry = watched.get(event.document.uri.toString());
      if (!entry) return;
      if (event.contentChanges.length > 0) held.add(event, changes.facts(event, agent()));
      else if (event.document.isDirty) held.dirty(event.document);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(section)) publishAll();
    }),
    sight.onDidChange(publishAll),
    rewritten,
    guard.onDidChange(() => {
      for (const { watch } of watched.values()) watch.startOver();
    }),
  ];
  for (const document of vscode.workspace.textDocuments) open(document);

  return {
    flush({ uri }) {
      const key = uri.toString();
      held.settle(key);
      watched.get(key)?.watch.flush();
    },
    isOpen: (uri) => watched.has(uri.toString()),
    dispose() {
      disposed = true;
      for (const part of parts) part.dispose();
      for (const { watch } of watched.values()) watch.dispose();
      held.dispose();
    },
  };
}

/** What somebody looks at comes before what is only open. */
function nextOf(unread: ReadonlySet<string>): string | undefined {
  const inSight = vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString());
  return inSight.find((key) => unread.has(key)) ?? unread.values().next().value;
}
