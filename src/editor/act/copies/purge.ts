import * as vscode from 'vscode';
import type { BrokerClient } from '../../../broker/client.ts';
import type { Copies, LookFor } from '../../../broker/protocol/copies.ts';
import { BrokerError } from '../../../broker/protocol/faults.ts';
import { vaultText } from '../act-words.ts';
import { keeperText } from './report.ts';

const { t } = vscode.l10n;

/** Lets somebody choose among the files, asks once more, and has the values in them written over. */
export async function purgeChosen(
  { files }: Copies,
  wanted: LookFor,
  client: Pick<BrokerClient, 'purgeCopies'>,
): Promise<void> {
  const byPath = new Map(files.filter(({ stays }) => stays === undefined).map((copy) => [copy.path, copy]));
  const items = [...byPath].map(([path, { keeper, name }]) => ({
    label: path,
    description: `${keeperText(keeper)} · ${name}`,
    picked: true,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: t('Purge Copies'),
    placeHolder: t('In which files shall asterisks be written over the values?'),
  });
  if (!picked || picked.length === 0 || !(await isAgreed(picked.length))) return;
  try {
    const { purged, failed } = await client.purgeCopies({ ...wanted, paths: picked.map(({ label }) => label) });
    const [first] = failed;
    const done = t('{0} files purged.', purged.length);
    if (!first) void vscode.window.showInformationMessage(done);
    else
      void vscode.window.showWarningMessage(`${done} ${t('{0} could not be purged ({1}).', first.path, first.code)}`);
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    void vscode.window.showErrorMessage(t('Nothing was purged: {0}', vaultText(error.fault)));
  }
}

async function isAgreed(count: number): Promise<boolean> {
  const purge = t('Purge');
  const answer = await vscode.window.showWarningMessage(
    t('Write asterisks over the values in {0} files?', count),
    { modal: true, detail: t('Everything else in them stays as it is. This cannot be undone.') },
    purge,
  );
  return answer === purge;
}
