import * as vscode from 'vscode';
import type { Findings, Flagged, Place } from '../findings.ts';
import { kindFacts } from '../../core/kinds.ts';
import { section } from '../settings.ts';
import { messageOf } from '../words.ts';
import { severityOf } from './severity.ts';

export const source = 'Valet Key';

/** Shows findings as squiggles and in Problems. */
export function registerDiagnostics(findings: Findings): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('valet-key');
  const show = (uris: readonly vscode.Uri[]): void => {
    for (const uri of uris) {
      const flagged = findings.of(uri);
      if (flagged.length === 0) collection.delete(uri);
      else
        collection.set(
          uri,
          flagged.map((one) => diagnosticOf(one, uri, findings)),
        );
    }
  };
  show(findings.all().map(({ uri }) => uri));
  return vscode.Disposable.from(
    collection,
    findings.onDidChange(show),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${section}.severity`)) show(distinct(findings.all()));
    }),
  );
}

function distinct(places: readonly Place[]): readonly vscode.Uri[] {
  return [...new Map(places.map(({ uri }) => [uri.toString(), uri])).values()];
}

function diagnosticOf(flagged: Flagged, uri: vscode.Uri, findings: Findings): vscode.Diagnostic {
  const { finding, range, origin } = flagged;
  const diagnostic = new vscode.Diagnostic(range, messageOf(finding, origin), severityOf(flagged, uri));
  diagnostic.source = source;
  diagnostic.code = { value: finding.kind, target: explanationOf(finding.kind) };
  diagnostic.relatedInformation = elsewhere(flagged, uri, findings);
  return diagnostic;
}

/** The vendor's page about the credential, or this extension's page about the kinds that no vendor issues. */
function explanationOf(kind: string): vscode.Uri {
  const { service } = kindFacts(kind);
  if (service?.docs) return vscode.Uri.parse(service.docs);
  return vscode.Uri.from({ scheme: 'command', path: 'valetKey.explain', query: JSON.stringify([kind]) });
}

/** The other places of the same value. */
function elsewhere({ finding, range }: Flagged, uri: vscode.Uri, findings: Findings) {
  return findings
    .places(finding.fingerprint)
    .filter((place) => place.uri.toString() !== uri.toString() || !place.flagged.range.isEqual(range))
    .slice(0, mostRelated)
    .map((place) => {
      const location = new vscode.Location(place.uri, place.flagged.range);
      return new vscode.DiagnosticRelatedInformation(location, vscode.l10n.t('The same value stands here too.'));
    });
}

const mostRelated = 20;
