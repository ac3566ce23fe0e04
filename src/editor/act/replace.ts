import * as vscode from 'vscode';
import type { Broker } from '../vault/broker.ts';
import type { Changes } from '../watch/change.ts';
import { pathOf } from '../place.ts';
import { exampleGrowths, type ExampleGrowth } from './example-file.ts';
import type { Fault } from './fault.ts';
import { isUnchanged } from './manifest-file.ts';
import { caughtUp, isAsOnDisk } from './on-disk.ts';
import { prepareReplacement, type Replacement, type TextToReplace } from './replacement.ts';
import { flaggedNow, type Seeing, type Target } from './target.ts';
import { replacementEdit, saveManifests } from './workspace-edit.ts';
import type { RewriteNote, RefusalReason } from '../../core/rewrite/document.ts';

export interface ReplaceParts extends Seeing {
  readonly broker: Broker;
  readonly changes: Changes;
  /** A manifest was saved with what it gained: an undo of that is saved too. */
  readonly onGrown: (document: vscode.TextDocument) => void;
}

export interface ReplaceOptions {
  readonly request?: string | undefined;
  readonly folder?: vscode.WorkspaceFolder | undefined;
  readonly token?: vscode.CancellationToken | undefined;
  /** Told how far it is: reading each file is a step, and planning each. */
  readonly onStep?: ((done: number, all: number) => void) | undefined;
  /** Lets the user look at the edits and leave some out before they are applied. */
  readonly preview?: 'preview' | undefined;
}

export type Outcome =
  | { readonly type: 'fault'; readonly fault: Fault }
  | {
      readonly type: 'replaced';
      readonly replaced: number;
      readonly requests: readonly string[];
      /** Where the vault keeps the values. */
      readonly entries: readonly string[];
      readonly notes: readonly RewriteNote[];
      readonly refused: readonly RefusalReason[];
      readonly beside: readonly string[];
      readonly manifestsSaved: boolean;
    };

/**
 * Replaces what is flagged. Texts are read anew each time they changed while their values were put into the vault, and
 * the editor itself refuses edits for a text that is not the one they were made for: no edit lands at a wrong offset.
 */
export async function replaceFlagged(
  targets: readonly Target[],
  parts: ReplaceParts,
  options: ReplaceOptions = {},
): Promise<Outcome> {
  const { fingerprint } = parts.broker;
  if (!vscode.workspace.isTrusted || !fingerprint) return { type: 'fault', fault: { code: 'untrusted' } };
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const outcome = await attemptAt(targets, { ...parts, fingerprint }, options);
    if (outcome !== 'changed') return outcome;
  }
  return { type: 'fault', fault: { code: 'changed' } };
}

interface AttemptParts extends ReplaceParts {
  readonly fingerprint: (value: string) => string;
}

/** `changed`: a text or a manifest is not what was planned for any more, and nothing was edited. */
async function attemptAt(
  targets: readonly Target[],
  parts: AttemptParts,
  options: ReplaceOptions,
): Promise<Outcome | 'changed'> {
  const all = targets.length * 2;
  const documents = await openAll(targets, options, (opened) => options.onStep?.(opened, all));
  if ('code' in documents) return { type: 'fault', fault: documents };
  const versions = documents.map(({ version }) => version);
  const isMoved = (): boolean => documents.some(({ version }, index) => version !== versions[index]);
  const texts = documents.map((document, index) => textOf(document, targets[index], parts));
  if (texts.every(({ flagged }) => flagged.length === 0)) return { type: 'fault', fault: { code: 'nothing' } };
  const prepared = await prepareReplacement(texts, {
    ...options,
    vault: parts.broker.client,
    fingerprint: parts.fingerprint,
    onPlanned: (planned) => options.onStep?.(targets.length + planned, all),
  });
  if (prepared.type === 'fault') return prepared;
  const { replacement } = prepared;
  if (!(await areAsPlanned(documents, replacement)) || isMoved()) return 'changed';
  if (replacement.texts.every(({ replaced }) => replaced.length === 0)) return outcomeOf(replacement, true);
  const examples = await exampleGrowths(replacement);
  if (isMoved()) return 'changed';
  // The one edit that comes now changes all of it or nothing: there is no stopping in between.
  if (options.token?.isCancellationRequested) return { type: 'fault', fault: { code: 'cancelled' } };
  if (await applied(documents, { replacement, examples, parts, preview: options.preview })) {
    return outcomeOf(replacement, await settle(replacement, examples, parts));
  }
  return options.preview === undefined ? 'changed' : { type: 'fault', fault: { code: 'cancelled' } };
}

/** Whether the manifests and the texts that nobody has open any more are what was planned for. */
async function areAsPlanned(documents: readonly vscode.TextDocument[], replacement: Replacement): Promise<boolean> {
  const same = await Promise.all([
    ...replacement.manifests.map(({ file }) => isUnchanged(file)),
    ...documents.filter(({ isClosed }) => isClosed).map(isAsOnDisk),
  ]);
  return !same.includes(false);
}

const mostAttempts = 4;

/** The editor keeps some fifty documents open for an extension: of more, the first are closed again by the end. */
async function openAll(
  targets: readonly Target[],
  { token }: ReplaceOptions,
  onOpened: (opened: number) => void,
): Promise<readonly vscode.TextDocument[] | Fault> {
  const documents: vscode.TextDocument[] = [];
  for (let at = 0; at < targets.length; at += openedAtOnce) {
    if (token?.isCancellationRequested) return { code: 'cancelled' };
    for (const opened of await Promise.all(targets.slice(at, at + openedAtOnce).map(open))) {
      if ('code' in opened) return opened;
      documents.push(opened);
      onOpened(documents.length);
    }
  }
  return documents;
}

/** An editor takes longer to open files one after the other than several at once. */
const openedAtOnce = 10;

async function open({ uri }: Target): Promise<vscode.TextDocument | Fault> {
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    await caughtUp(document);
    return document;
  } catch (error) {
    // Too large for an editor, gone, or no text: the editor says so in a plain `Error`.
    if (error instanceof Error) return { code: 'unopened', file: pathOf(uri) };
    throw error;
  }
}

function textOf(document: vscode.TextDocument, target: Target | undefined, parts: ReplaceParts): TextToReplace {
  const flagged = flaggedNow(document, parts).filter((one) => target?.isWanted(one) === true);
  return { uri: document.uri, text: document.getText(), language: document.languageId, flagged };
}

interface Applying {
  readonly replacement: Replacement;
  readonly examples: readonly ExampleGrowth[];
  readonly parts: ReplaceParts;
  readonly preview: 'preview' | undefined;
}

async function applied(
  documents: readonly vscode.TextDocument[],
  { replacement, examples, parts, preview }: Applying,
): Promise<boolean> {
  const texts = documents.flatMap((document, index) => {
    const planned = replacement.texts[index];
    return planned && planned.edits.length > 0 ? [{ document, planned }] : [];
  });
  for (const { document } of texts) parts.changes.own(document.uri);
  for (const { file } of replacement.manifests) parts.changes.own(file.uri);
  const edit = replacementEdit({ texts, manifests: replacement.manifests, examples, preview });
  return vscode.workspace.applyEdit(edit, { isRefactoring: texts.length > 1 });
}

/** Whether the manifests could be saved. */
async function settle(
  { manifests }: Replacement,
  examples: readonly ExampleGrowth[],
  { onGrown }: ReplaceParts,
): Promise<boolean> {
  const saved = await saveManifests(manifests);
  for (const { document, wasDirty } of examples) {
    if (wasDirty) continue;
    await document.save();
    onGrown(document);
  }
  for (const { file } of manifests) if (file.document && !file.wasDirty) onGrown(file.document);
  return saved;
}

function outcomeOf({ texts, beside }: Replacement, manifestsSaved: boolean): Outcome {
  return {
    type: 'replaced',
    replaced: texts.reduce((sum, { replaced }) => sum + replaced.length, 0),
    entries: [...new Set([...texts.flatMap(({ values }) => values.map(({ entry }) => entry)), ...beside])],
    requests: [...new Set(texts.flatMap(({ values }) => values.map(({ request }) => request)))],
    notes: [...new Set(texts.flatMap(({ notes }) => notes))],
    refused: texts.flatMap(({ refused }) => refused.map(({ reason }) => reason)),
    beside,
    manifestsSaved,
  };
}
