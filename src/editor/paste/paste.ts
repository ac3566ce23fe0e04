import * as vscode from 'vscode';
import type { Finding } from '../../core/detect/finding.ts';
import { kindFacts } from '../../core/kinds.ts';
import { findingsOfPaste, planPaste, type Paste, type PastePlan } from '../../core/fix/paste.ts';
import { folderFor } from '../act/manifest-file.ts';
import { isWritten, pathOf } from '../place.ts';
import { manifestName } from '../requests/manifests.ts';
import { setting } from '../settings.ts';
import type { Broker } from '../vault/broker.ts';
import type { Expected } from '../watch/change.ts';
import type { Guard } from '../watch/guard.ts';
import type { Sight } from '../watch/sight.ts';
import { textViewOf } from '../watch/text-view.ts';
import { readText } from '../watch/written-text.ts';
import { copiedAs, type Copied } from './copied.ts';
import { insertionsFor } from './insertions.ts';
import { keepPaste } from './keeping.ts';
import { landingOf } from './landing.ts';
import { tellingOfPlainPaste } from './plain-paste.ts';
import { offerUndonePastes } from './undone-pastes.ts';

const { t } = vscode.l10n;

export interface PasteParts {
  readonly broker: Broker;
  readonly guard: Guard;
  readonly sight: Sight;
  readonly changes: Expected;
}

/** A paste that lands as a reference, and what it takes to get there. */
class ReferencePaste extends vscode.DocumentPasteEdit {
  readonly document: vscode.TextDocument;
  readonly plan: PastePlan;

  constructor(document: vscode.TextDocument, plan: PastePlan) {
    super('', t('Paste as a reference'), kind);
    this.document = document;
    this.plan = plan;
  }
}

const kind = vscode.DocumentDropOrPasteEditKind.Text.append('valetKey', 'reference');

/**
 * Lets pasted credentials land as references: the literal never enters the document. VS Code applies the edit that is
 * offered here and keeps the plain text in its paste menu.
 */
export function registerPaste(parts: PasteParts, log: vscode.LogOutputChannel): vscode.Disposable {
  const tell = tellingOfPlainPaste(log);
  const undone = offerUndonePastes(parts.broker);
  const provider: vscode.DocumentPasteEditProvider<ReferencePaste> = {
    async provideDocumentPasteEdits(document, ranges, dataTransfer) {
      const text = await dataTransfer.get('text/plain')?.asString();
      if (text === undefined || text === '' || !isWritten(document)) return undefined;
      parts.changes.paste(document);
      const copied = await copiedAs(dataTransfer);
      const paste = pasteInto(document, ranges, { text, copied, parts });
      const plan = paste && planIn(document, paste, parts);
      return plan && [new ReferencePaste(document, plan)];
    },
    async resolveDocumentPasteEdit(edit, token) {
      const { document, plan } = edit;
      const kept = await keepPaste(document, plan, { broker: parts.broker, token });
      if ('code' in kept) {
        // What was asked for is done all the same: nothing is lost, and what landed is flagged.
        tell(kept);
        edit.additionalEdit = landingOf(document, plan.plain, plan.plain);
      } else {
        edit.additionalEdit = landingOf(document, kept.edits, plan.insertions);
        undone.pasted(document, kept.made);
        await vscode.commands.executeCommand('setContext', 'valetKey.pasted', true);
      }
      return edit;
    },
  };
  const providing = vscode.languages.registerDocumentPasteEditProvider({ pattern: '**' }, provider, {
    providedPasteEditKinds: [kind],
    pasteMimeTypes: ['text/plain'],
  });
  return vscode.Disposable.from(undone, providing);
}

/** `undefined` where pasted credentials are left as they are. */
function pasteInto(
  document: vscode.TextDocument,
  ranges: readonly vscode.Range[],
  { text, copied, parts }: { text: string; copied: Copied; parts: PasteParts },
): Paste | undefined {
  const scope = { uri: document.uri, languageId: document.languageId };
  const { detector } = parts.guard;
  if (!vscode.workspace.isTrusted || setting('paste', scope) !== 'replace') return undefined;
  if (!detector || !parts.broker.fingerprint || text.length * ranges.length > mostPasted) return undefined;
  // A manifest refuses values by itself, and a folder is needed for the one that the request goes to.
  if (document.uri.path.endsWith(`/${manifestName}`) || 'code' in folderFor(document.uri)) return undefined;
  const targets = ranges.map(({ start, end }) => ({
    start: document.offsetAt(start),
    end: document.offsetAt(end),
    lineStart: document.offsetAt(start.with({ character: 0 })),
  }));
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const multiCursor = vscode.workspace
    .getConfiguration('editor', scope)
    .get<'spread' | 'full'>('multiCursorPaste', 'spread');
  const insertions = insertionsFor(targets, { text, ...copied, multiCursor }).map((one) => ({
    ...one,
    newText: one.newText.replaceAll(/\r\n|\r|\n/g, eol),
  }));
  return { insertions, path: pathOf(document.uri), language: document.languageId, detector };
}

/** Characters; what is longer is read piece by piece when it has landed, and flagged. */
const mostPasted = 1_000_000;

function planIn(document: vscode.TextDocument, paste: Paste, { sight }: PasteParts): PastePlan | undefined {
  if (findingsOfPaste(paste, textViewOf(document)).length === 0) return undefined;
  // Who asks to see publishable keys does not ask that they turn into something else.
  const shown = (findings: readonly Finding[], text: string): readonly Finding[] =>
    sight
      .flag(readText(document.uri, document.languageId, text), findings, [])
      .map(({ finding }) => finding)
      .filter((finding) => !kindFacts(finding.kind).publishable);
  return planPaste(paste, document.getText(), shown);
}
