import * as vscode from 'vscode';
import type { Copies, Copy, HistoryCopy, Keeper } from '../../../broker/protocol/copies.ts';

const { t } = vscode.l10n;

/** The document that says where copies were found: one that nobody saves. */
export interface Report extends vscode.Disposable {
  show(text: string): Promise<void>;
}

export function registerReport(): Report {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uri = vscode.Uri.from({ scheme, path: t('Copies of replaced values') });
  let shown = '';
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: () => shown,
  });
  return {
    async show(text) {
      shown = text;
      changed.fire(uri);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
    },
    dispose() {
      provider.dispose();
      changed.dispose();
    },
  };
}

const scheme = 'valet-key-copies';

/** One sentence for a notification. */
export function summaryOf({ files, history, isWhole }: Copies): string {
  const stopped = isWhole ? '' : ` ${t('It was stopped: not everything was looked into.')}`;
  if (files.length + history.length === 0) return t('No copies were found on this machine.') + stopped;
  return t('Copies were found in {0} files and {1} versions in git.', files.length, history.length) + stopped;
}

export function reportOf(found: Copies): string {
  const names = [...new Set([...found.files, ...found.history].map(({ name }) => name))].toSorted();
  const sections = names.flatMap((name) => [
    name,
    ...found.history.filter((copy) => copy.name === name).map(historyLine),
    ...found.files.filter((copy) => copy.name === name).map(fileLine),
    '',
  ]);
  const rest = [
    ...found.short.map((name) => t('The value of “{0}” is too short to be told from other text.', name)),
    ...found.unread.map(({ path, code }) => t('{0} could not be looked into ({1}).', path, code)),
  ];
  return [summaryOf(found), t('No value is shown here.'), '', ...sections, ...adviceOn(found), ...rest, ''].join('\n');
}

function historyLine({ repository, path, commits, first }: HistoryCopy): string {
  const what = path ?? t('an object that no commit names');
  const where = first === undefined ? what : t('{0}, {1} commits, the first {2}', what, commits, first);
  return `  ${t('Git history')}: ${where}  (${repository})`;
}

function fileLine({ keeper, path, count, stays }: Copy): string {
  const why =
    stays === undefined
      ? ''
      : `  (${stays === 'database' ? t('a database: delete the conversation in its program') : t('read-only')})`;
  return `  ${keeperText(keeper)}: ${path}${count > 1 ? ` ×${count}` : ''}${why}`;
}

export function keeperText(keeper: Keeper): string {
  const texts: Readonly<Record<Keeper, string>> = {
    'local-history': t('Local History'),
    backup: t('Backup'),
    agent: t('Agent’s transcript'),
    shell: t('Shell history'),
    state: t('Editor’s state'),
  };
  return texts[keeper];
}

function adviceOn({ files, history }: Copies): readonly string[] {
  if (files.length + history.length === 0) return [];
  return [
    t('What was copied has leaked: rotate it. Terminals, undo histories and the provider of a model may have it too.'),
    ...(history.length === 0 ? [] : [t('Git’s history stays as it is: whoever has a clone has the value.')]),
  ];
}
