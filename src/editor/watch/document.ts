import type * as vscode from 'vscode';
import { createArrivals } from '../../core/agents/arrivals.ts';
import type { Origin } from '../../core/agents/origin.ts';
import type { Finding } from '../../core/detect/finding.ts';
import type { Flagged } from '../findings.ts';
import { pathOf } from '../place.ts';
import type { Guard } from './guard.ts';
import { pieceLength, scanPiece } from './scanning.ts';
import { textViewOf } from './text-view.ts';
import type { TextChange } from '../../core/detect/text.ts';

/** One open document: its findings follow its text at the cost of the edits. */
export interface WatchedDocument extends vscode.Disposable {
  changed(event: vscode.TextDocumentChangeEvent, origin: Origin | 'kept'): void;
  /** What came by this very origin came by another one, as is known only now. */
  correct(was: Origin, is: Origin): void;
  /** Reads the next piece of what was not read yet; true when there is nothing left to read. */
  readOn(): boolean;
  /** Forgets what was found and reads all of it again. */
  startOver(): void;
  /** Brings the findings up to the text as it is now. */
  flush(): void;
  /** Publishes again: what is to be shown has changed, the text has not. */
  publish(): void;
}

export interface Watching {
  readonly document: vscode.TextDocument;
  readonly guard: Guard;
  /** What was flagged in the file before it was opened. */
  readonly before: readonly Flagged[];
  readonly onFindings: (findings: readonly Finding[], origins: readonly Origin[]) => void;
  /** There is something to read on. */
  readonly onUnread: () => void;
}

export function watchDocument({ document, guard, before, onFindings, onUnread }: Watching): WatchedDocument {
  const view = textViewOf(document);
  const arrivals = createArrivals({ arrival: 'opened' });
  for (const { finding, origin } of before) arrivals.remember(finding.fingerprint, origin);
  let findings: readonly Finding[] = [];
  let published: readonly Finding[] = before.map(({ finding }) => finding);
  let origins: readonly Origin[] = [];
  let pending: TextChange[] = [];
  let read = 0;
  let length = view.length;
  let timer: NodeJS.Timeout | undefined;
  let waitingSince = 0;

  const info = () => ({ path: pathOf(document.uri), language: document.languageId });
  const settle = (): void => {
    origins = arrivals.settle(findings, published);
    published = findings;
    onFindings(findings, origins);
  };
  const startOver = (): void => {
    clearTimeout(timer);
    timer = undefined;
    [findings, pending, read, length] = [[], [], 0, view.length];
    onUnread();
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const { detector } = guard;
    if (!detector || pending.length === 0) return;
    const changes = pending;
    pending = [];
    // Changes that do not add up, as when all line ends were changed at once, are no ground to build on.
    if (length !== view.length) return startOver();
    findings = detector.update(findings, changes, view, info());
    if (read >= length) settle();
  };
  const flushSoon = (delay: number): void => {
    const now = performance.now();
    if (timer) clearTimeout(timer);
    else waitingSince = now;
    timer = setTimeout(flush, Math.max(0, Math.min(delay, waitingSince + longestWait - now)));
  };

  return {
    changed({ contentChanges }, origin) {
      const changes = contentChanges.map(textChangeOf);
      const wasRead = read >= length;
      for (const { start, removed, inserted } of changes) {
        length += inserted - removed;
        read = start + removed <= read ? read + inserted - removed : Math.min(read, start);
      }
      arrivals.note(changes, origin);
      const inserted = changes.reduce((sum, change) => sum + change.inserted, 0);
      if (inserted > pieceLength) return startOver();
      pending.push(...changes);
      if (wasRead) read = length;
      flushSoon(inserted > changes.length ? 0 : idle);
    },
    correct(was, is) {
      arrivals.correct(was, is);
      origins = origins.map((origin) => (origin === was ? is : origin));
      onFindings(published, origins);
    },
    readOn() {
      const { detector } = guard;
      if (!detector) return true;
      flush();
      if (read >= view.length && read > 0) return true;
      ({ findings, to: read } = scanPiece(detector, { view, info: info(), from: read, findings }));
      if (read < view.length) return false;
      settle();
      return true;
    },
    startOver,
    flush,
    publish: () => onFindings(findings, origins),
    dispose: () => clearTimeout(timer),
  };
}

function textChangeOf({ rangeOffset, rangeLength, text }: vscode.TextDocumentContentChangeEvent): TextChange {
  return { start: rangeOffset, removed: rangeLength, inserted: text.length };
}

/** Milliseconds of quiet after a typed character before the line is looked at; what comes in one go is at once. */
const idle = 150;
/** Whoever types without a pause sees findings all the same. */
const longestWait = 600;
