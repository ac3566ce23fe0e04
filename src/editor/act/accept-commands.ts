import * as vscode from 'vscode';
import { commands, type FindingLink } from '../commands.ts';
import { acceptInBaseline, askReason, ignoreOnLine } from './accept.ts';
import { faultText, titles } from './act-words.ts';
import { flaggedNow, groupByUri, linkOf, targetsOf, type Seeing } from './target.ts';

/** The commands by which somebody takes responsibility for what stays. A second argument is the reason. */
export function registerAcceptCommands(seeing: Seeing): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand(commands.baseline, async (...parameters: unknown[]) => {
      const links = parameters.flat().flatMap((one) => linkOf(one) ?? []);
      const reason = await reasonFor(links, parameters, titles.baseline);
      if (reason === undefined) return;
      for (const [uri, there] of groupByUri(links)) {
        const { document, flagged } = await findAt(uri, there, seeing);
        say(flagged.length === 0 ? faultText({ code: 'nothing' }) : await acceptInBaseline(document, flagged, reason));
      }
    }),
    registerCommand(commands.ignoreLine, async (...parameters: unknown[]) => {
      const link = linkOf(parameters[0]);
      if (!link) return;
      const reason = await reasonFor([link], parameters, titles.ignore);
      if (reason === undefined) return;
      const { document, flagged } = await findAt(link.uri, [link], seeing);
      const [first] = flagged;
      say(first ? await ignoreOnLine(document, first, reason) : faultText({ code: 'nothing' }));
    }),
  );
}

function given(parameters: readonly unknown[]): string | undefined {
  const last = parameters.at(-1);
  return typeof last === 'string' ? last : undefined;
}

/** The reason that came along, or the one that its user gives now. */
async function reasonFor(
  links: readonly FindingLink[],
  parameters: readonly unknown[],
  title: string,
): Promise<string | undefined> {
  if (links.length === 0) return undefined;
  if (vscode.workspace.isTrusted) return given(parameters) ?? askReason(title);
  say(faultText({ code: 'untrusted' }));
  return undefined;
}

async function findAt(uri: string, links: readonly FindingLink[], seeing: Seeing) {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const now = flaggedNow(document, seeing);
  const [target] = targetsOf(links, () => now);
  return { document, flagged: now.filter((one) => target?.isWanted(one) === true) };
}

function say(problem: string | undefined): void {
  if (problem !== undefined) void vscode.window.showErrorMessage(problem);
}
