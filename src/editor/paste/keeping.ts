import * as vscode from 'vscode';
import type { Fault } from '../act/fault.ts';
import { isUnchanged } from '../act/manifest-file.ts';
import { prepareReplacement, type ManifestGrowth } from '../act/replacement.ts';
import { growManifest, saveManifests } from '../act/workspace-edit.ts';
import { readManifest } from '../../core/requests/read.ts';
import type { PlannedText } from '../../core/fix/planner.ts';
import { pasteEdits, type PastePlan } from '../../core/fix/paste.ts';
import type { Broker } from '../vault/broker.ts';
import type { Insertion } from './insertions.ts';
import type { PastedRequest } from './undone-pastes.ts';

/** How the paste is laid down, and what was made for it. */
export interface KeptPaste {
  readonly edits: readonly Insertion[];
  readonly made: readonly PastedRequest[];
}

/**
 * Puts the values of a paste into the vault and its requests into the manifest, in this order, and answers with the
 * edits that lay the paste down. The manifest is not part of the paste's own edit: to undo a paste is one key press
 * and no question about a second file.
 */
export async function keepPaste(
  document: vscode.TextDocument,
  plan: PastePlan,
  { broker, token }: { readonly broker: Broker; readonly token: vscode.CancellationToken },
): Promise<KeptPaste | Fault> {
  const { fingerprint } = broker;
  if (!fingerprint) return { code: 'cancelled' };
  const flagged = plan.findings.map((finding) => ({ finding, origin: { arrival: 'pasted' as const } }));
  const text = { uri: document.uri, text: plan.text, language: document.languageId, flagged };
  const prepared = await prepareReplacement([text], { vault: broker.client, fingerprint, token, arrival: 'pasted' });
  if (prepared.type === 'fault') return prepared.fault;
  const [planned] = prepared.replacement.texts;
  if (!planned || planned.replaced.length === 0) return { code: 'nothing' };
  const manifests = new Map(
    prepared.replacement.manifests.map(({ file }) => [file.folder, file.document?.getText() ?? ''] as const),
  );
  const fault = await grow(prepared.replacement.manifests);
  if (fault) return fault;
  return { edits: pasteEdits(document.getText(), plan, planned.edits), made: madeBy(planned, manifests) };
}

/** The requests that were not there before; one that was may serve others too. */
function madeBy(
  { values }: PlannedText,
  before: ReadonlyMap<vscode.WorkspaceFolder, string>,
): readonly PastedRequest[] {
  return [...before].flatMap(([folder, text]) => {
    const reading = readManifest(text);
    const known = reading.type === 'manifest' ? reading.manifest.requests : {};
    const fresh = values.filter(({ request }) => !Object.hasOwn(known, request));
    return [...new Map(fresh.map(({ request, entry, env }) => [request, { folder, request, entry, env }])).values()];
  });
}

async function grow(manifests: readonly ManifestGrowth[]): Promise<Fault | undefined> {
  const edit = new vscode.WorkspaceEdit();
  for (const growth of manifests) {
    if (!(await isUnchanged(growth.file))) return { code: 'changed' };
    growManifest(edit, growth);
  }
  const [first] = manifests;
  const grown = (await vscode.workspace.applyEdit(edit)) && (await saveManifests(manifests));
  return grown || !first
    ? undefined
    : { code: 'manifest-read-only', manifest: `${first.file.folder.name}/valet-key.json` };
}
