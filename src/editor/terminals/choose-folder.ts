import * as vscode from 'vscode';
import type { Manifests } from '../requests/manifests.ts';

const { t } = vscode.l10n;

/** The folder whose `valet-key.json` counts for a terminal; `undefined` where there is none, or nobody chose. */
export async function chooseFolder(manifests: Manifests): Promise<vscode.WorkspaceFolder | undefined> {
  const local = manifests.all().filter(({ uri }) => uri.scheme === 'file');
  const [only] = local;
  if (local.length < 2) return only?.folder;
  const items = local.map(({ folder }) => ({ label: folder.name, description: folder.uri.fsPath, folder }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: t('In which folder?') });
  return picked?.folder;
}
