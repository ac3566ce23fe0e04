import type * as vscode from 'vscode';
import { atLeast, type Finding } from '../../core/detect/finding.ts';
import { kindFacts } from '../../core/kinds.ts';
import { setting } from '../settings.ts';

/** The findings that this document's settings ask to see. */
export function visible(findings: readonly Finding[], scope: vscode.ConfigurationScope): readonly Finding[] {
  if (findings.length === 0) return findings;
  if (!setting('enable', scope)) return [];
  const minimum = setting('minConfidence', scope);
  const publishable = setting('showPublishable', scope);
  const ignored = new Set(setting('services.ignored', scope));
  return findings.filter(
    ({ confidence, kind, service }) =>
      atLeast(confidence, minimum) &&
      (publishable || !kindFacts(kind).publishable) &&
      !ignored.has(kind) &&
      (service === undefined || !ignored.has(service)),
  );
}
