import * as vscode from 'vscode';
import type { ManifestProblem } from '../../core/requests/read.ts';
import { readText } from '../watch/written-text.ts';
import type { FolderManifest, Manifests } from './manifests.ts';

/** What keeps a manifest from being used, in Problems and on the manifest's own lines. */
export function registerManifestProblems(manifests: Manifests): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('valet-key-manifest');
  const show = (): void => {
    collection.clear();
    for (const manifest of manifests.all()) {
      const { reading, uri } = manifest;
      if (reading.type === 'problems') {
        collection.set(
          uri,
          reading.problems.map((problem) => diagnosticOf(problem, manifest)),
        );
      }
    }
  };
  show();
  return vscode.Disposable.from(collection, manifests.onDidChange(show));
}

function diagnosticOf(problem: ManifestProblem, manifest: FolderManifest): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    rangeIn(manifest, problem),
    problem.message,
    vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = 'Valet Key';
  diagnostic.code = problem.code;
  return diagnostic;
}

export function rangeIn(
  { uri, text }: FolderManifest,
  { offset, length }: { readonly offset: number; readonly length: number },
): vscode.Range {
  const lines = readText(uri, 'jsonc', text);
  return new vscode.Range(lines.positionAt(offset), lines.positionAt(offset + length));
}
