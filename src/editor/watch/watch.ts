import * as vscode from 'vscode';
import type { Findings } from '../findings.ts';
import { cellScheme } from '../place.ts';
import type { Changes } from './change.ts';
import { watchDocuments, type Documents } from './documents.ts';
import { watchFiles } from './files.ts';
import { tellingOfFound } from './found-behind.ts';
import { watchGit } from './git.ts';
import type { Guard } from './guard.ts';
import { registerScanWorkspace } from './scan-workspace.ts';
import { createScannedFiles } from './scanned-files.ts';
import type { Sight } from './sight.ts';
import type { Memory } from './told.ts';
import { watchTerminalAgents } from './terminals.ts';

export interface WatchParts {
  readonly guard: Guard;
  readonly findings: Findings;
  readonly changes: Changes;
  readonly sight: Sight;
  /** Outlives the session. */
  readonly memory: Memory;
}

/** Everything through which text reaches files: documents, the disk, agents in terminals, the scan of a workspace. */
export function registerWatch(parts: WatchParts): Documents {
  const { findings, sight, guard, memory } = parts;
  const agents = watchTerminalAgents();
  const git = watchGit();
  const scanned = createScannedFiles();
  const agent = () => agents.current;
  const isOpen = (uri: vscode.Uri): boolean => documents.isOpen(uri);
  const scanning = { ...parts, scanned, isOpen };
  const files = watchFiles({ ...scanning, git, agent, onFound: tellingOfFound(findings, memory) });
  const onClosed = (uri: vscode.Uri): void => {
    if (uri.scheme === 'untitled' || uri.scheme === cellScheme) findings.set(uri, []);
    else files.again(uri);
  };
  const documents = watchDocuments({ ...parts, git, agent, onClosed });
  const again = (): void => {
    for (const { uri } of findings.all()) if (!isOpen(uri)) files.again(uri);
  };
  const rest = vscode.Disposable.from(
    documents,
    files,
    git,
    agents,
    registerScanWorkspace(scanning),
    sight.onDidChange(again),
    guard.onDidChange(again),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('valetKey')) return;
      scanned.forget();
      again();
    }),
  );
  return { ...documents, dispose: () => void rest.dispose() };
}
