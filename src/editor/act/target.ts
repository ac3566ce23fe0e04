import * as vscode from 'vscode';
import type { FindingLink } from '../commands.ts';
import type { Findings, Flagged } from '../findings.ts';
import { pathOf } from '../place.ts';
import type { Guard } from '../watch/guard.ts';
import type { Sight } from '../watch/sight.ts';
import { openText } from '../watch/written-text.ts';

/** What is to be acted on in one document. */
export interface Target {
  readonly uri: vscode.Uri;
  readonly isWanted: (flagged: Flagged) => boolean;
}

export interface Seeing {
  readonly guard: Guard;
  readonly sight: Sight;
  readonly findings: Findings;
}

/** What is flagged in a document as its text is at this moment, whatever was shown so far. */
export function flaggedNow(document: vscode.TextDocument, { guard, sight, findings }: Seeing): readonly Flagged[] {
  const { uri, languageId } = document;
  const found = guard.detector?.scan(document.getText(), { path: pathOf(uri), language: languageId }) ?? [];
  const origins = new Map(findings.of(uri).map(({ finding, origin }) => [finding.fingerprint, origin]));
  return sight.flag(
    openText(document),
    found,
    found.map(({ fingerprint }) => origins.get(fingerprint) ?? { arrival: 'unknown' }),
  );
}

/** A finding that a link, a code action or a row of the tree names. */
export function linkOf(argument: unknown): FindingLink | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('flagged' in argument && 'uri' in argument) {
    const { uri, flagged } = argument as { uri: vscode.Uri; flagged: Flagged };
    return { uri: uri.toString(), fingerprint: flagged.finding.fingerprint, start: flagged.finding.start };
  }
  return 'fingerprint' in argument && 'start' in argument && 'uri' in argument ? (argument as FindingLink) : undefined;
}

/**
 * The findings that links name. The text may have moved since: in each document a link means the finding of its value
 * that is nearest to where it was.
 */
export function targetsOf(
  links: readonly FindingLink[],
  documentOf: (uri: string) => readonly Flagged[],
): readonly Target[] {
  const byUri = groupByUri(links);
  return [...byUri].map(([uri, wanted]) => {
    const nearest = new Set(wanted.flatMap((link) => nearestTo(link, documentOf(uri)) ?? []));
    return {
      uri: vscode.Uri.parse(uri),
      isWanted: ({ finding }) => nearest.has(`${finding.fingerprint} ${finding.start}`),
    };
  });
}

function nearestTo({ fingerprint, start }: FindingLink, flagged: readonly Flagged[]): string | undefined {
  const distance = (one: Flagged): number => Math.abs(one.finding.start - start);
  const [nearest] = flagged
    .filter(({ finding }) => finding.fingerprint === fingerprint)
    .toSorted((one, other) => distance(one) - distance(other));
  return nearest && `${fingerprint} ${nearest.finding.start}`;
}

export function groupByUri(links: readonly FindingLink[]): ReadonlyMap<string, readonly FindingLink[]> {
  const groups = new Map<string, FindingLink[]>();
  for (const link of links) groups.set(link.uri, [...(groups.get(link.uri) ?? []), link]);
  return groups;
}
