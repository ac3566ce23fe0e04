import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import { scanFile, type FileScanParts } from './file-scan.ts';
import { turn } from './scanning.ts';
import { workspaceFiles } from './workspace-files.ts';

const { t } = vscode.l10n;

/** `Valet Key: Scan Workspace`: every file once, with progress, until it is done or cancelled. */
export function registerScanWorkspace(parts: FileScanParts): vscode.Disposable {
  let running = false;
  return vscode.commands.registerCommand(commands.scanWorkspace, async () => {
    if (running) return;
    if (!vscode.workspace.workspaceFolders?.length) {
      await vscode.window.showInformationMessage(t('Open a folder first: there is no workspace to scan.'));
      return;
    }
    running = true;
    try {
      const options = {
        location: vscode.ProgressLocation.Notification,
        title: t('Scanning the workspace'),
        cancellable: true,
      };
      const outcome = await vscode.window.withProgress(options, (progress, token) => scan(parts, progress, token));
      void tell(outcome, parts.findings.size);
    } finally {
      running = false;
    }
  });
}

interface Outcome {
  readonly files: number;
  readonly cancelled: boolean;
}

async function scan(
  parts: FileScanParts,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<Outcome> {
  const uris = await workspaceFiles({ include: '**/*', token });
  let [files, told] = [0, 0];
  for (const [index, uri] of uris.entries()) {
    if (token.isCancellationRequested) return { files, cancelled: true };
    const result = await scanFile(
      uri,
      { arrival: 'opened' },
      { ...parts, isCancelled: () => token.isCancellationRequested },
    );
    if (result === 'scanned') files += 1;
    const share = Math.floor(((index + 1) * 100) / uris.length);
    if (share > told) {
      progress.report({ increment: share - told, message: t('{0} of {1} files', index + 1, uris.length) });
      told = share;
    }
    await turn();
  }
  return { files, cancelled: token.isCancellationRequested };
}

async function tell({ files, cancelled }: Outcome, size: number): Promise<void> {
  const scanned = cancelled ? t('Scan stopped after {0} files.', files) : t('{0} files scanned.', files);
  const found = size === 0 ? t('No hardcoded credentials found.') : t('{0} hardcoded credentials flagged.', size);
  const show = t('Show');
  const answer = await vscode.window.showInformationMessage(`${scanned} ${found}`, ...(size === 0 ? [] : [show]));
  if (answer === show) await vscode.commands.executeCommand(commands.showFindings);
}
