import * as vscode from 'vscode';
import { BrokerError } from '../../broker/protocol/faults.ts';
import type { AuditVerdict } from '../../broker/protocol/records.ts';
import { adviceTexts, placeOf, placeTexts, problemTexts } from '../../core/audit/problem.ts';
import type { AuditProblem } from '../../core/audit/problem.ts';
import { vaultText } from '../act/act-words.ts';
import type { Broker } from '../vault/broker.ts';

const { t } = vscode.l10n;

/** The verdict in a sentence, which stays above the log; empty where it was cancelled. */
export async function verifyAudit(broker: Broker): Promise<string> {
  const time = new Date().toLocaleTimeString(vscode.env.language);
  try {
    const verdict = await verdictOf(broker);
    if (!verdict) return '';
    const { lines, problems, signedUpTo, notices } = verdict;
    if (problems.length > 0) return tellProblems(problems, time);
    if (lines === 0) return t('There is nothing to verify yet.');
    const [notice] = notices;
    const clock = notice === undefined ? '' : ` ${t('Before line {0} the clock was set back.', notice.line)}`;
    if (signedUpTo === undefined) {
      return `${t('Whole: {0} lines, at {1}. No checkpoint is signed yet, so a cut end would not show.', lines, time)}${clock}`;
    }
    return `${t('Whole: {0} lines, signed up to line {1}, verified at {2}.', lines, signedUpTo, time)}${clock}`;
  } catch (error) {
    return warn(t('The audit log was not verified: {0}', faultOf(error)));
  }
}

/** Of a long log it takes a while: it tells how far it is and can be cancelled. */
async function verdictOf(broker: Broker): Promise<AuditVerdict | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title: t('Verifying…'), cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const stopping = new AbortController();
    const stop = token.onCancellationRequested(() => stopping.abort());
    const onLooked = (lines: number): void => progress.report({ message: t('{0} lines', lines) });
    try {
      const verdict = await broker.client.verifyAudit({ signal: stopping.signal, onLooked });
      return stopping.signal.aborted ? undefined : verdict;
    } finally {
      stop.dispose();
    }
  });
}

/** The first in the view, all of them with what they mean in a document. */
function tellProblems(problems: readonly AuditProblem[], time: string): string {
  const sentences = problems.map(sentenceOf);
  const message = t('Tampered with: {0} ({1} in all), seen at {2}.', sentences[0] ?? '', problems.length, time);
  const show = t('Show All');
  const content = problems.map((one, index) => `${sentences[index]}\n    ${t(adviceTexts[one.code])}\n`).join('\n');
  void offer(message, show, content);
  return message;
}

async function offer(message: string, show: string, content: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(message, show)) !== show) return;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }));
}

function sentenceOf(problem: AuditProblem): string {
  const { id, parts } = placeOf(problem);
  return t(problemTexts[problem.code], t(placeTexts[id], ...parts), String(problem.lines ?? 0));
}

/** One file of every line, which anybody can verify. */
export async function exportAudit(broker: Broker): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const day = new Date().toISOString().slice(0, 10);
  const target = await vscode.window.showSaveDialog({
    ...(folder?.scheme === 'file' && { defaultUri: vscode.Uri.joinPath(folder, '..', `valet-key-audit-${day}.jsonl`) }),
    filters: { [t('JSON lines')]: ['jsonl'], [t('Table')]: ['csv'] },
  });
  if (!target) return;
  try {
    if (target.scheme !== 'file') throw new BrokerError({ code: 'disk', path: target.toString() });
    await broker.client.exportAudit(target.fsPath);
    void vscode.window.showInformationMessage(t('The audit log is in {0}.', target.fsPath));
  } catch (error) {
    void vscode.window.showErrorMessage(t('The audit log was not exported: {0}', faultOf(error)));
  }
}

function warn(message: string): string {
  void vscode.window.showWarningMessage(message);
  return message;
}

function faultOf(error: unknown): string {
  return vaultText(error instanceof BrokerError ? error.fault : { code: 'internal' });
}
