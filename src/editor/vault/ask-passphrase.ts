import * as vscode from 'vscode';

const { t } = vscode.l10n;

/** The passphrase of a vault that was made in a terminal, on a machine without a keychain. */
export async function askPassphrase(isWrong: boolean): Promise<string | null> {
  const typed = await vscode.window.showInputBox({
    title: t('Passphrase of the Vault'),
    prompt: isWrong
      ? t('That is not its passphrase: try again.')
      : t('Its key is under a passphrase, since this machine has no keychain. It is asked for once a window.'),
    password: true,
    ignoreFocusOut: true,
  });
  return typed || null;
}
