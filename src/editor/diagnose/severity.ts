import * as vscode from 'vscode';
import { setting, type Severity } from '../settings.ts';
import type { Flagged } from '../findings.ts';

/** By confidence, and one step lower for what was there before anybody here wrote anything. */
export function severityOf({ finding, origin }: Flagged, scope: vscode.ConfigurationScope): vscode.DiagnosticSeverity {
  const severity = setting(`severity.${finding.confidence}`, scope);
  const existing = origin.arrival === 'opened' || origin.git === true;
  const lower = existing && setting('severity.existing', scope) === 'lower';
  return severities[lower ? softer[severity] : severity];
}

const softer: Readonly<Record<Severity, Severity>> = {
  error: 'warning',
  warning: 'information',
  information: 'hint',
  hint: 'hint',
};

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};
