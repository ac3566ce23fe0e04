import * as vscode from 'vscode';
import { kindFacts } from '../../core/kinds.ts';
import { commentOf } from '../../core/policy/comments.ts';
import { requestsFor } from '../../core/requests/matching.ts';
import { rewrite } from '../../core/rewrite/rewrite.ts';
import { commands, findingLink, type CommandId } from '../commands.ts';
import { source } from '../diagnose/diagnostics.ts';
import type { Findings, Flagged } from '../findings.ts';
import { isWritten, pathOf } from '../place.ts';
import type { Manifests } from '../requests/manifests.ts';
import { faultText, refusalText, titles } from './act-words.ts';
import { folderFor } from './manifest-file.ts';

export const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('valetKey');

/** The light bulb on what is flagged, and the fix of all on save. Nothing is written before an action is chosen. */
export function registerCodeActions(findings: Findings, manifests: Manifests): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { pattern: '**' },
    {
      provideCodeActions(document, range, context) {
        const all = isWritten(document) ? findings.of(document.uri) : [];
        if (all.length === 0) return [];
        if (context.only && fixAllKind.intersects(context.only)) return [fixAll(document)];
        if (context.only && !vscode.CodeActionKind.QuickFix.intersects(context.only)) return [];
        const flagged = chosen(all, range);
        return flagged.length === 0 ? [] : actionsFor({ document, flagged, all, findings, manifests, context });
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAllKind] },
  );
}

/** What the selection touches, or else what is on its lines. */
function chosen(all: readonly Flagged[], range: vscode.Range): readonly Flagged[] {
  const touched = all.filter((one) => one.range.intersection(range));
  if (touched.length > 0) return touched;
  return all.filter(({ range: { start, end } }) => start.line <= range.end.line && end.line >= range.start.line);
}

interface Chosen {
  readonly document: vscode.TextDocument;
  readonly flagged: readonly Flagged[];
  readonly all: readonly Flagged[];
  readonly findings: Findings;
  readonly manifests: Manifests;
  readonly context: vscode.CodeActionContext;
}

function actionsFor(shown: Chosen): vscode.CodeAction[] {
  const { flagged } = shown;
  const [first] = flagged;
  if (!first) return [];
  const fixes = vscode.workspace.isTrusted ? fixesFor(shown, first) : [untrusted(shown)];
  const { service } = kindFacts(first.finding.kind);
  const rotate = service ? [action(titles.rotate(service.title), commands.rotate, service.id)] : [];
  for (const one of fixes) one.diagnostics = diagnosticsOf(shown);
  return [...fixes, ...rotate];
}

function fixesFor(shown: Chosen, first: Flagged): vscode.CodeAction[] {
  const { document, flagged, all, findings } = shown;
  const links = flagged.map(({ finding }) => findingLink(document.uri, finding));
  const link = findingLink(document.uri, first.finding);
  const places = findings.places(first.finding.fingerprint).length;
  const accepting = [action(titles.baseline, commands.baseline, ...links)];
  if (commentOf(document.languageId)) accepting.push(action(titles.ignore, commands.ignoreLine, link));
  return [
    ...replacing(shown, first, links),
    ...reusing(shown, first),
    ...(all.length > 1 ? [action(titles.replaceAll(all.length), commands.replaceAllInFile, document.uri)] : []),
    ...(places > 1 ? [action(titles.replaceEverywhere(places), commands.replaceEverywhere, link)] : []),
    ...accepting,
  ];
}

function replacing({ document, flagged }: Chosen, first: Flagged, links: readonly unknown[]): vscode.CodeAction[] {
  const one = flagged.length === 1;
  const replace = action(one ? titles.replace : titles.replaceSelected(links.length), commands.replace, ...links);
  const reason = one ? refusalOf(document, first) : undefined;
  if (reason === undefined) {
    replace.isPreferred = true;
    return [replace];
  }
  replace.disabled = { reason };
  return [replace, action(titles.refused, commands.replace, ...links)];
}

/** Why the literal cannot become a reference here, tried out with a made-up one. */
function refusalOf(document: vscode.TextDocument, { finding }: Flagged): string | undefined {
  if (document.offsetAt(document.lineAt(document.lineCount - 1).range.end) > largestTrial) return undefined;
  const { start, end } = finding;
  const place = { text: document.getText(), path: pathOf(document.uri), language: document.languageId, start, end };
  const result = rewrite({ ...place, reference: { env: 'NAME', request: 'name' } });
  return result.type === 'refused' ? refusalText(result.reason) : undefined;
}

/** Characters above which a light bulb does not wait for a trial. */
const largestTrial = 500_000;

function reusing({ document, manifests }: Chosen, { finding }: Flagged): vscode.CodeAction[] {
  const folder = folderFor(document.uri);
  if ('code' in folder) return [];
  const own = manifests.all().find((manifest) => manifest.folder.uri.toString() === folder.uri.toString());
  if (own?.reading.type !== 'manifest') return [];
  const { kind } = finding;
  const names = requestsFor(own.reading.manifest, { service: kindFacts(kind).service, kind }).slice(0, mostReused);
  return names.map((name) => action(titles.reuse(name), commands.reuse, findingLink(document.uri, finding), name));
}

const mostReused = 5;

function untrusted({ context }: Chosen): vscode.CodeAction {
  const trust = new vscode.CodeAction(titles.trust, vscode.CodeActionKind.QuickFix);
  trust.command = { title: titles.trust, command: 'workbench.trust.manage' };
  if (context.only) trust.disabled = { reason: faultText({ code: 'untrusted' }) };
  return trust;
}

function fixAll({ uri }: vscode.TextDocument): vscode.CodeAction {
  const all = action(titles.fixAll, commands.replaceAllInFile, uri, 'unasked');
  all.kind = fixAllKind;
  if (!vscode.workspace.isTrusted) all.disabled = { reason: faultText({ code: 'untrusted' }) };
  return all;
}

function action(title: string, command: CommandId, ...parameters: readonly unknown[]): vscode.CodeAction {
  const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  made.command = { title, command, arguments: [...parameters] };
  return made;
}

function diagnosticsOf({ context, flagged }: Chosen): vscode.Diagnostic[] {
  return context.diagnostics.filter(
    (one) => one.source === source && flagged.some(({ range }) => range.isEqual(one.range)),
  );
}
