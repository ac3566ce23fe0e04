import * as vscode from 'vscode';
import { commands, type FindingLink } from '../commands.ts';
import type { Findings } from '../findings.ts';
import { folderFor } from './manifest-file.ts';
import { replaceFlagged, type Outcome, type ReplaceOptions, type ReplaceParts } from './replace.ts';
import { createTelling, type Occasion } from './tell.ts';
import { saveUndoneManifests } from './undone-manifests.ts';
import { linkOf, targetsOf, type Target } from './target.ts';

const { t } = vscode.l10n;

/** The commands that swap literals for references. Each answers with how it went. */
export function registerReplaceCommands(given: Omit<ReplaceParts, 'onGrown'>): vscode.Disposable {
  const undone = saveUndoneManifests();
  const parts: ReplaceParts = { ...given, onGrown: (document) => undone.grown(document) };
  const { findings } = parts;
  const tell = createTelling();
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: two replacements at once would name their requests alike. */
  const run = (
    targets: readonly Target[],
    options: ReplaceOptions = {},
    occasion: Occasion = 'asked',
  ): Promise<Outcome> => {
    const running = last.then(() => replaceWithProgress(targets, { parts, options }));
    last = running.catch(() => undefined);
    return told(running, occasion);
  };
  const told = async (running: Promise<Outcome>, occasion: Occasion): Promise<Outcome> => {
    const outcome = await running;
    tell(outcome, occasion);
    return outcome;
  };
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    undone,
    registerCommand(commands.replace, (...parameters: unknown[]) =>
      run(targetsOf(linksOf(parameters), shown(findings))),
    ),
    registerCommand(commands.reuse, (link: unknown, request: string) =>
      run(targetsOf(linksOf([link]), shown(findings)), { request }),
    ),
    registerCommand(commands.replaceAllInFile, (uri?: vscode.Uri, occasion?: Occasion) => {
      const document = uri ?? vscode.window.activeTextEditor?.document.uri;
      return document && run([{ uri: document, isWanted: () => true }], {}, occasion);
    }),
    registerCommand(commands.replaceEverywhere, (parameter: unknown) => {
      const [link] = linksOf([parameter]);
      return link && run(everywhere(link, findings), { preview: 'preview' });
    }),
    registerCommand(commands.applied, () => undefined),
  );
}

function shown(findings: Findings) {
  return (uri: string) => findings.of(vscode.Uri.parse(uri));
}

/** A row of the tree comes with the rows that are selected besides. */
function linksOf(parameters: readonly unknown[]): readonly FindingLink[] {
  const links = parameters.flat().flatMap((one) => linkOf(one) ?? []);
  return [...new Map(links.map((link) => [`${link.uri} ${link.start}`, link])).values()];
}

function everywhere({ fingerprint, uri }: FindingLink, findings: Findings): readonly Target[] {
  const files = new Set([uri, ...findings.places(fingerprint).map((place) => place.uri.toString())]);
  return [...files].map((file) => ({
    uri: vscode.Uri.parse(file),
    isWanted: ({ finding }) => finding.fingerprint === fingerprint,
  }));
}

interface Running {
  readonly parts: ReplaceParts;
  readonly options: ReplaceOptions;
}

async function replaceWithProgress(targets: readonly Target[], running: Running): Promise<Outcome> {
  const { parts, options } = running;
  const folder = await folderOfAll(targets);
  if (folder === 'none') return { type: 'fault', fault: { code: 'cancelled' } };
  const shownThere = targets.reduce((sum, { uri }) => sum + parts.findings.of(uri).length, 0);
  const location = shownThere > few ? vscode.ProgressLocation.Notification : vscode.ProgressLocation.Window;
  return vscode.window.withProgress(
    { location, title: t('Replacing credentials'), cancellable: shownThere > few },
    (progress, token) => {
      let told = 0;
      const onStep = (done: number, all: number): void => {
        const share = Math.floor((done * 100) / all);
        if (share > told) progress.report({ increment: share - told, message: `${share} %` });
        told = Math.max(told, share);
      };
      return replaceFlagged(targets, parts, { ...options, folder, token, onStep });
    },
  );
}

/** Above this the user sees how far it is, and can stop it. */
const few = 20;

/** A document that belongs to none of several folders: its user says whose request it is to be. */
async function folderOfAll(targets: readonly Target[]): Promise<vscode.WorkspaceFolder | 'none' | undefined> {
  const homeless = targets.some(({ uri }) => {
    const folder = folderFor(uri);
    return 'code' in folder && folder.code === 'which-folder';
  });
  if (!homeless) return undefined;
  const placeHolder = t('Which folder’s valet-key.json gets the request?');
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder })) ?? 'none';
}
