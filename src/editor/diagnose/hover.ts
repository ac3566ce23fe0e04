import * as vscode from 'vscode';
import { commandLink, commands, findingLink } from '../commands.ts';
import type { Findings, Flagged } from '../findings.ts';
import { kindFacts } from '../../core/kinds.ts';
import { arrivalOf, capital, plain, reasonOf } from '../words.ts';

const { t } = vscode.l10n;

/** What the credential is, what it can do, where it came from, and what to do about it. */
export function registerHover(findings: Findings): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { pattern: '**' },
    {
      provideHover(document, position) {
        const flagged = findings.of(document.uri).find(({ range }) => range.contains(position));
        return flagged && new vscode.Hover(explain(flagged, document.uri, findings), flagged.range);
      },
    },
  );
}

function explain({ finding, origin }: Flagged, uri: vscode.Uri, findings: Findings): vscode.MarkdownString {
  const { title, power, service } = kindFacts(finding.kind);
  const text = new vscode.MarkdownString(undefined, true);
  text.isTrusted = { enabledCommands: [commands.replace, commands.rotate] };
  const heading = service && !title.includes(service.title) ? `${title} (${service.title})` : title;
  text.appendMarkdown(`$(key) **${plain(capital(heading))}**\n\n`);
  if (power !== undefined) text.appendMarkdown(`${plain(power)}\n\n`);
  text.appendMarkdown(`${plain(reasonOf(finding.evidence))} ${plain(arrivalOf(origin))}\n\n`);
  const others = findings.places(finding.fingerprint).length - 1;
  if (others === 1) text.appendMarkdown(`${plain(t('The same value stands in one other place.'))}\n\n`);
  if (others > 1) text.appendMarkdown(`${plain(t('The same value stands in {0} other places.', others))}\n\n`);
  const replace = commandLink(commands.replace, findingLink(uri, finding));
  text.appendMarkdown(`[${t('Replace with a scoped credential request')}](${replace})`);
  if (service?.rotate) text.appendMarkdown(` · [${t('Rotate it')}](${commandLink(commands.rotate, service.id)})`);
  return text;
}
