import * as vscode from 'vscode';
import type { Manifests } from '../requests/manifests.ts';
import { registerAcceptCommands } from './accept-commands.ts';
import { registerCopies } from './copies/look.ts';
import { registerCodeActions } from './code-actions.ts';
import { registerLeadCommands } from './lead-commands.ts';
import type { ReplaceParts } from './replace.ts';
import { registerReplaceCommands } from './replace-commands.ts';

/** Everything that happens when somebody acts on a finding. */
export function registerAct(
  parts: Omit<ReplaceParts, 'onGrown'>,
  manifests: Manifests,
  context: vscode.ExtensionContext,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerCodeActions(parts.findings, manifests),
    registerReplaceCommands(parts),
    registerAcceptCommands(parts),
    registerLeadCommands(),
    registerCopies(parts.broker, manifests, context),
  );
}
