import * as vscode from 'vscode';
import type { Origin } from '../core/agents/origin.ts';
import type { Finding } from '../core/detect/finding.ts';

/** A finding where it stands in a document. */
export interface Flagged {
  readonly finding: Finding;
  readonly range: vscode.Range;
  readonly origin: Origin;
}

export interface Place {
  readonly uri: vscode.Uri;
  readonly flagged: Flagged;
}

/** What is flagged now, in open documents and in files nobody has open. Everything that shows findings reads it. */
export interface Findings extends vscode.Disposable {
  /** The documents whose findings changed. */
  readonly onDidChange: vscode.Event<readonly vscode.Uri[]>;
  of(uri: vscode.Uri): readonly Flagged[];
  set(uri: vscode.Uri, flagged: readonly Flagged[]): void;
  /** Every place of one value. */
  places(fingerprint: string): readonly Place[];
  all(): readonly Place[];
  readonly size: number;
}

export function createFindings(): Findings {
  const files = new Map<string, { uri: vscode.Uri; flagged: readonly Flagged[] }>();
  const filesOf = new Map<string, Set<string>>();
  const changed = new vscode.EventEmitter<readonly vscode.Uri[]>();
  let size = 0;

  /** The other documents that show one of these values: what is said of it there has changed as well. */
  const sharing = (flagged: readonly Flagged[], key: string): readonly vscode.Uri[] => {
    const keys = new Set(flagged.flatMap(({ finding }) => [...(filesOf.get(finding.fingerprint) ?? [])]));
    keys.delete(key);
    return [...keys].slice(0, mostSharing).flatMap((other) => files.get(other)?.uri ?? []);
  };
  const of = (uri: vscode.Uri): readonly Flagged[] => files.get(uri.toString())?.flagged ?? none;
  return {
    onDidChange: changed.event,
    of,
    set(uri, flagged) {
      const key = uri.toString();
      const before = files.get(key)?.flagged ?? none;
      if (isSame(before, flagged)) return;
      for (const { finding } of before) filesOf.get(finding.fingerprint)?.delete(key);
      if (flagged.length > 0) files.set(key, { uri, flagged });
      else files.delete(key);
      for (const { finding } of flagged) {
        const there = filesOf.get(finding.fingerprint) ?? new Set();
        filesOf.set(finding.fingerprint, there.add(key));
      }
      size += flagged.length - before.length;
      changed.fire([uri, ...sharing([...before, ...flagged], key)]);
    },
    places(fingerprint) {
      return [...(filesOf.get(fingerprint) ?? [])].flatMap((key) => {
        const file = files.get(key);
        if (!file) return [];
        const { uri } = file;
        return file.flagged
          .filter(({ finding }) => finding.fingerprint === fingerprint)
          .map((flagged) => ({ uri, flagged }));
      });
    },
    all: () => [...files.values()].flatMap(({ uri, flagged }) => flagged.map((one) => ({ uri, flagged: one }))),
    get size() {
      return size;
    },
    dispose: () => changed.dispose(),
  };
}

const none: readonly Flagged[] = [];
const mostSharing = 20;

function isSame(before: readonly Flagged[], after: readonly Flagged[]): boolean {
  if (before.length !== after.length) return false;
  return before.every((one, index) => {
    const other = after[index];
    return (
      other !== undefined &&
      one.range.isEqual(other.range) &&
      one.finding.start === other.finding.start &&
      one.finding.fingerprint === other.finding.fingerprint &&
      one.finding.kind === other.finding.kind &&
      one.finding.confidence === other.finding.confidence &&
      one.origin.arrival === other.origin.arrival
    );
  });
}
