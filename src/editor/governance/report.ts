import * as vscode from 'vscode';
import { accountMarkdown } from '../../core/requests/account-markdown.ts';
import { markdownProse } from '../../core/requests/answer.ts';
import { commands } from '../commands.ts';
import type { Manifests } from '../requests/manifests.ts';
import type { Accounts, Workflow } from './accounts.ts';
import { kindText, missingText, questionText } from './words.ts';

const { t } = vscode.l10n;

const scheme = 'valet-key-governance';

/** The whole account as one document: to read from top to bottom, to search, to copy into a review. */
export function registerGovernanceReport(accounts: Accounts, manifests: Manifests): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uri = vscode.Uri.from({ scheme, path: `/${t('Governance')}.md` });
  return vscode.Disposable.from(
    changed,
    accounts.onDidChange(() => changed.fire(uri)),
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => reportOf(accounts, manifests),
    }),
    vscode.commands.registerCommand(commands.governanceReport, async () => {
      await accounts.refresh();
      await show(uri);
    }),
  );
}

/** Rendered by the editor's own preview; as text where that extension is turned off or not there. */
async function show(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}

function reportOf(accounts: Accounts, manifests: Manifests): string {
  const all = manifests.all();
  const parts = all.flatMap((manifest) => {
    const flows = accounts.of(manifest);
    const { name } = manifest.folder;
    const problems =
      manifest.reading.type === 'problems' ? [t('valet-key.json cannot be used: Problems says why.')] : [];
    return [`# ${markdownProse(name)}`, ...problems, ...flows.flatMap((flow) => sectionOf(flow, 2))];
  });
  if (parts.length === 0) return `${t('There is no valet-key.json in this workspace.')}\n`;
  return `${parts.join('\n\n')}\n`;
}

function sectionOf(flow: Workflow, level: number): readonly string[] {
  const { name, type, purpose, rows, missing, requests } = flow;
  const state = `${kindText(type)}: ${missingText(missing)}`;
  const section = { name, state, rows, ...(type === 'request' && { purpose }) };
  return [
    accountMarkdown(section, level, questionText),
    ...requests.flatMap((request) => sectionOf(request, level + 1)),
  ];
}
