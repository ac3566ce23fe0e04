import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Finding } from '../../core/detect/finding.ts';
import {
  baselineName,
  createBaselineIndex,
  readBaseline,
  type BaselineEntry,
  type BaselineSubject,
} from '../../core/policy/baseline.ts';
import { siftIgnored } from '../../core/policy/ignores.ts';
import { pathOf } from '../place.ts';
import { decode } from './file-text.ts';
import type { WrittenText } from './written-text.ts';

/** The findings that somebody has accepted, with a reason: on the line, or in the folder's baseline. */
export interface Accepted extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  has(finding: Finding, text: WrittenText): boolean;
}

export function createAccepted(log: vscode.LogOutputChannel): Accepted {
  const changed = new vscode.EventEmitter<void>();
  const baselines = new Map<string, (subject: BaselineSubject) => BaselineEntry | undefined>();

  const read = async (folder: vscode.WorkspaceFolder): Promise<void> => {
    const key = folder.uri.toString();
    const text = await textOf(vscode.Uri.joinPath(folder.uri, baselineName));
    const reading = text === undefined ? undefined : readBaseline(text);
    if (reading?.type === 'broken') log.warn(`${folder.name}/${baselineName}: ${reading.message}`);
    const had = baselines.delete(key);
    if (reading?.type === 'baseline') baselines.set(key, createBaselineIndex(reading.baseline, sha256));
    if (had || baselines.has(key)) changed.fire();
  };
  const readOne = (uri: vscode.Uri): void => {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (folder) void read(folder);
  };
  const readAll = (): void => vscode.workspace.workspaceFolders?.forEach((folder) => void read(folder));
  const watcher = vscode.workspace.createFileSystemWatcher(`**/${baselineName}`);
  const parts = [
    changed,
    watcher,
    watcher.onDidChange(readOne),
    watcher.onDidCreate(readOne),
    watcher.onDidDelete(readOne),
    vscode.workspace.onDidChangeWorkspaceFolders(readAll),
  ];
  readAll();

  return {
    onDidChange: changed.event,
    has(finding, text) {
      const subject = subjectOf(finding, text);
      if (siftIgnored(subject.text, [subject]).ignored.length > 0) return true;
      const folder = vscode.workspace.getWorkspaceFolder(text.uri);
      const index = folder && baselines.get(folder.uri.toString());
      return index?.(onLine(subject)) !== undefined;
    },
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A finding with its own lines and the one above, where an ignore may stand: the rest of the text is not copied. */
export function subjectOf(finding: Finding, text: WrittenText): BaselineSubject {
  const from = text.positionAt(finding.start);
  const to = text.positionAt(finding.end);
  const lines = Array.from({ length: to.line - from.line + 2 }, (_, index) => text.line(from.line - 1 + index));
  const start = (lines[0]?.length ?? 0) + 1 + from.character;
  const { kind, fingerprint } = finding;
  const length = lines.slice(1, -1).reduce((sum, line) => sum + line.length + 1, 0) + to.character - from.character;
  return { file: pathOf(text.uri), kind, fingerprint, text: lines.join('\n'), start, end: start + length };
}

/** A baseline's mark is made of the finding's own line. */
export function onLine(subject: BaselineSubject): BaselineSubject {
  const cut = subject.text.indexOf('\n') + 1;
  return { ...subject, text: subject.text.slice(cut), start: subject.start - cut, end: subject.end - cut };
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}
