import type * as vscode from 'vscode';
import { BrokerError } from '../../broker/protocol/faults.ts';
import { keepingIn, type Keeping, type ValueToKeep, type Vault } from '../../core/fix/keeping.ts';
import { startPlan, type PlannedText, type Planner } from '../../core/fix/planner.ts';
import { subjectOf } from '../../core/fix/subject.ts';
import { namingFirst, type Variables } from '../../core/fix/variables.ts';
import type { ManifestEdit } from '../../core/requests/edit.ts';
import type { ManifestProblem } from '../../core/requests/read.ts';
import { valueIn } from '../../core/rewrite/value.ts';
import type { Flagged } from '../findings.ts';
import { pathOf } from '../place.ts';
import { turn } from '../watch/scanning.ts';
import type { Fault } from './fault.ts';
import { folderFor, nameIn, openManifest, type ManifestFile } from './manifest-file.ts';
import { variablesBeside } from './variables-beside.ts';

/** A text that is open, or one that will be, as that of a paste: what is to be replaced in it. */
export interface TextToReplace {
  /** Whose text it is: says which folder's manifest gets the requests. */
  readonly uri: vscode.Uri;
  readonly text: string;
  /** VS Code's language id. */
  readonly language: string;
  /** Offsets of the findings are those of `text`. */
  readonly flagged: readonly Pick<Flagged, 'finding' | 'origin'>[];
}

export interface ReplacementOptions {
  readonly vault: Vault;
  readonly fingerprint: (value: string) => string;
  /** The folder for documents that belong to none. */
  readonly folder?: vscode.WorkspaceFolder | undefined;
  /** An existing request that all of them shall use. */
  readonly request?: string | undefined;
  /** The texts are those of a paste: the values have stood in no file, so nobody has to rotate them. */
  readonly arrival?: 'pasted' | undefined;
  readonly token?: vscode.CancellationToken | undefined;
  /** Told after every text that is planned: how many. */
  readonly onPlanned?: ((planned: number) => void) | undefined;
}

/** How a manifest is to change; `text` is what it then holds. */
export interface ManifestGrowth {
  readonly file: ManifestFile;
  readonly text: string;
  readonly edits: readonly ManifestEdit[];
}

export interface Replacement {
  /** One for each text, in their order. */
  readonly texts: readonly PlannedText[];
  readonly manifests: readonly ManifestGrowth[];
  /** Entries of the vault that hold a value whose place an existing request took. */
  readonly beside: readonly string[];
}

export type Prepared =
  { readonly type: 'ready'; readonly replacement: Replacement } | { readonly type: 'fault'; readonly fault: Fault };

/**
 * Plans the replacement of credentials and puts their values into the vault. When it is `ready` every value is on the
 * disk and nothing else has changed yet: the edits may be applied. A value that was kept for edits that are then not
 * applied does no harm.
 */
export async function prepareReplacement(
  texts: readonly TextToReplace[],
  options: ReplacementOptions,
): Promise<Prepared> {
  const opened = await openManifests(texts, options);
  if ('code' in opened) return { type: 'fault', fault: opened };
  const keeping = keepingIn(options.vault);
  try {
    for (let round = 0; round < mostRounds; round++) {
      await keeping.look();
      const plan = await planAll(texts, { ...options, manifests: opened, keeping });
      if ('code' in plan) return { type: 'fault', fault: plan };
      // From here on nothing is awaited but the one call that keeps all values or none.
      if (options.token?.isCancellationRequested) return { type: 'fault', fault: { code: 'cancelled' } };
      const beside = await keeping.keep(plan.values);
      if (beside !== 'again') return { type: 'ready', replacement: { ...plan.replacement, beside } };
    }
  } catch (error) {
    if (error instanceof BrokerError) return { type: 'fault', fault: { code: 'vault', fault: error.fault } };
    throw error;
  }
  return { type: 'fault', fault: { code: 'no-name' } };
}

/** Each round but the first is one in which another window put a value between the look and the writing. */
const mostRounds = 20;

type Folders = ReadonlyMap<string, ManifestFile>;

async function openManifests(texts: readonly TextToReplace[], options: ReplacementOptions): Promise<Folders | Fault> {
  const files = new Map<string, ManifestFile>();
  for (const { uri } of texts) {
    const folder = folderOf(uri, options);
    if ('code' in folder) return folder;
    const key = folder.uri.toString();
    if (files.has(key)) continue;
    const file = await openManifest(folder);
    if ('code' in file) return file;
    files.set(key, file);
  }
  return files;
}

function folderOf(uri: vscode.Uri, { folder }: ReplacementOptions): vscode.WorkspaceFolder | Fault {
  const found = folderFor(uri);
  return 'code' in found && found.code === 'which-folder' && folder ? folder : found;
}

interface Planning extends ReplacementOptions {
  readonly manifests: Folders;
  readonly keeping: Keeping;
}

interface Plan {
  readonly replacement: Omit<Replacement, 'beside'>;
  readonly values: readonly ValueToKeep[];
}

async function planAll(texts: readonly TextToReplace[], planning: Planning): Promise<Plan | Fault> {
  const planners = new Map<string, { planner: Planner; file: ManifestFile }>();
  for (const [key, file] of planning.manifests) {
    const planner = plannerFor(file, texts, {
      ...planning,
      variables: await variablesBeside(file.folder, texts, planning),
    });
    if ('code' in planner) return planner;
    planners.set(key, { planner, file });
  }
  const planned = new Map<TextToReplace, PlannedText>();
  const values: ValueToKeep[] = [];
  for (const one of namingFirst(texts, ({ uri }) => pathOf(uri))) {
    const { uri, text, language, flagged } = one;
    if (planning.token?.isCancellationRequested) return { code: 'cancelled' };
    const folder = folderOf(uri, planning);
    const at = 'code' in folder ? undefined : planners.get(folder.uri.toString());
    if (!at) return { code: 'no-folder' };
    const findings = flagged.map(({ finding }) => finding);
    const result = at.planner.add({ text, path: pathOf(uri), file: nameIn(at.file.folder, uri), language, findings });
    planned.set(one, result);
    for (const value of result.values) {
      const { start, end } = value;
      values.push({ planned: value, read: () => valueIn({ text, language, start, end }) });
    }
    planning.onPlanned?.(planned.size);
    if (texts.length > 1) await turn();
  }
  const manifests: ManifestGrowth[] = [];
  for (const { planner, file } of planners.values()) {
    const change = planner.manifest();
    if (change.type === 'refused') return brokenManifest(file, change.problems);
    if (change.edits.length > 0) manifests.push({ file, text: change.text, edits: change.edits });
  }
  return { replacement: { texts: texts.flatMap((one) => planned.get(one) ?? []), manifests }, values };
}

function plannerFor(
  file: ManifestFile,
  texts: readonly TextToReplace[],
  { keeping, fingerprint, request, arrival, variables }: Planning & { readonly variables: Variables },
): Planner | Fault {
  const origins = new Map(texts.flatMap(({ flagged }) => flagged.map(({ finding, origin }) => [finding, origin])));
  const start = startPlan({
    manifest: file.document?.getText(),
    fingerprint,
    subject: (finding) => subjectOf({ agent: origins.get(finding)?.agent, folder: file.folder.name }),
    names: keeping.names,
    variables,
    ...(request !== undefined && { request }),
    ...(arrival && { pasted: true }),
  });
  if (start.type === 'planner') return start.planner;
  if (start.type === 'unknown-request') return { code: 'unknown-request', request: request ?? '' };
  return brokenManifest(file, start.problems);
}

function brokenManifest({ folder }: ManifestFile, [problem]: readonly ManifestProblem[]): Fault {
  return { code: 'manifest-broken', manifest: `${folder.name}/valet-key.json`, problem };
}
