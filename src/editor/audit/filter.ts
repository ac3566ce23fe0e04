import * as vscode from 'vscode';
import { outcomes } from '../../core/audit/filter.ts';
import type { AuditFilter, Outcome } from '../../core/audit/filter.ts';
import type { Manifests } from '../requests/manifests.ts';
import type { Entries } from './entries.ts';

const { t } = vscode.l10n;

interface Choice extends vscode.QuickPickItem {
  readonly filter?: AuditFilter;
}

/** Adds to the filter that is in use, or takes it away; `undefined` where nothing was chosen. */
export async function chooseFilter(entries: Entries, manifests: Manifests): Promise<AuditFilter | undefined> {
  const { filter } = entries;
  const choices: readonly Choice[] = [
    ...(filterText(filter) === '' ? [] : [{ label: t('Everything'), filter: {} }]),
    group(t('Outcome')),
    ...outcomes.map((outcome) => ({ label: outcomeText(outcome), filter: { ...filter, outcome } })),
    group(t('Request')),
    ...requestsIn(entries, manifests).map((request) => ({ label: request, filter: { ...filter, request } })),
    group(t('Agent')),
    ...agentsIn(entries).map((agent) => ({ label: agent, filter: { ...filter, agent } })),
  ];
  const placeHolder = t('What of the audit log is to be shown?');
  return (await vscode.window.showQuickPick(choices, { placeHolder }))?.filter;
}

/** Empty for none. */
export function filterText({ request, agent, outcome }: AuditFilter): string {
  return [outcome && outcomeText(outcome), request, agent].filter((part) => part !== undefined).join(' · ');
}

function outcomeText(outcome: Outcome): string {
  const words: Readonly<Record<Outcome, string>> = {
    allowed: t('Allowed'),
    refused: t('Refused'),
    recorded: t('Neither'),
  };
  return words[outcome];
}

function group(label: string): Choice {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function requestsIn({ all }: Entries, manifests: Manifests): readonly string[] {
  const asked = manifests
    .all()
    .flatMap(({ reading }) => (reading.type === 'manifest' ? Object.keys(reading.manifest.requests) : []));
  return [...new Set([...asked, ...all.flatMap(({ event }) => event.request ?? [])])].toSorted();
}

function agentsIn({ all }: Entries): readonly string[] {
  return [...new Set(all.flatMap(({ event }) => event.agent ?? []))].toSorted();
}
