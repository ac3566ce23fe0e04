import * as vscode from 'vscode';
import type { Origin } from '../../core/agents/origin.ts';
import type { Finding } from '../../core/detect/finding.ts';
import type { Flagged } from '../findings.ts';
import type { Accepted } from './accepted.ts';
import { visible } from './visible.ts';
import type { WrittenText } from './written-text.ts';

/** What of the findings in a text is shown: settings, ignores on the line and the baseline decide. */
export interface Sight {
  readonly onDidChange: vscode.Event<void>;
  flag(text: WrittenText, findings: readonly Finding[], origins: readonly Origin[]): readonly Flagged[];
}

export function createSight(accepted: Accepted): Sight {
  return {
    onDidChange: accepted.onDidChange,
    flag(text, findings, origins) {
      const shown = new Set(visible(findings, { uri: text.uri, languageId: text.languageId }));
      return findings.flatMap((finding, index) => {
        if (!shown.has(finding) || accepted.has(finding, text)) return [];
        const range = new vscode.Range(text.positionAt(finding.start), text.positionAt(finding.end));
        return [{ finding, range, origin: origins[index] ?? { arrival: 'unknown' } }];
      });
    },
  };
}
