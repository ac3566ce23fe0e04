import { basename } from 'node:path';
import * as vscode from 'vscode';
import { BrokerError } from '../../broker/protocol/faults.ts';
import type { StandingApproval } from '../../broker/protocol/approvals.ts';
import { commands } from '../commands.ts';
import type { Broker } from '../vault/broker.ts';

const { t } = vscode.l10n;

/** Shows what somebody approved and still holds, and takes back what is chosen: the next run asks again. */
export function registerApprovals(broker: Broker): vscode.Disposable {
  return vscode.commands.registerCommand(commands.withdrawApprovals, async () => {
    try {
      await chooseAndWithdraw(broker);
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      void vscode.window.showErrorMessage(t('Approvals cannot be read: the vault is not open.'));
    }
  });
}

async function chooseAndWithdraw({ client }: Broker): Promise<void> {
  const standing = await client.approvals();
  if (standing.length === 0) {
    void vscode.window.showInformationMessage(t('Nothing is approved now: the next run asks.'));
    return;
  }
  const all: Choice = { label: t('Withdraw all'), description: String(standing.length), meant: standing };
  const picked = await vscode.window.showQuickPick([...standing.map(choiceOf), ...(standing.length > 1 ? [all] : [])], {
    placeHolder: t('Approved, and granted without asking again. Which one is withdrawn?'),
  });
  if (!picked) return;
  const count = await client.withdraw(picked.meant.map(({ workspace, request }) => ({ workspace, request })));
  void vscode.window.showInformationMessage(
    count === 1 ? t('One approval is withdrawn: the next run asks.') : t('{0} approvals are withdrawn.', count),
  );
}

interface Choice extends vscode.QuickPickItem {
  readonly meant: readonly StandingApproval[];
}

function choiceOf(approval: StandingApproval): Choice {
  const until = new Date(approval.until).toLocaleString(vscode.env.language);
  return {
    label: t('Withdraw {0}', approval.request),
    description: `${commandOf(approval)} · ${basename(approval.workspace)}`,
    detail: t('until {0}', until),
    meant: [approval],
  };
}

function commandOf({ scope, task, program }: StandingApproval): string {
  if (scope === 'any command') return t('any command');
  if (task !== undefined) return t('task {0}', task);
  return program ?? t('one command');
}
