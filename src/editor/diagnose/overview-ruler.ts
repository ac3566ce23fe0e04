import * as vscode from 'vscode';
import type { Findings } from '../findings.ts';
import { section, setting } from '../settings.ts';

/** Marks findings beside the scroll bar, so that one far down in the file is seen. */
export function registerOverviewRuler(findings: Findings): vscode.Disposable {
  const mark = vscode.window.createTextEditorDecorationType({
    overviewRulerColor: new vscode.ThemeColor('valetKey.overviewRuler'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const show = (editors: readonly vscode.TextEditor[]): void => {
    for (const editor of editors) {
      const { document } = editor;
      const ranges = setting('overviewRuler', document) ? findings.of(document.uri).map(({ range }) => range) : [];
      editor.setDecorations(mark, ranges);
    }
  };
  show(vscode.window.visibleTextEditors);
  return vscode.Disposable.from(
    mark,
    vscode.window.onDidChangeVisibleTextEditors(show),
    findings.onDidChange((uris) => {
      const changed = new Set(uris.map(String));
      show(vscode.window.visibleTextEditors.filter(({ document }) => changed.has(document.uri.toString())));
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(section)) show(vscode.window.visibleTextEditors);
    }),
  );
}
