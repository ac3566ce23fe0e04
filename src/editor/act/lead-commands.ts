import * as vscode from 'vscode';
import { kindFacts, serviceOf } from '../../core/kinds.ts';
import type { Service } from '../../core/services/service.ts';
import { commands } from '../commands.ts';
import type { Flagged } from '../findings.ts';
import { capital } from '../words.ts';

const { t } = vscode.l10n;

/** The commands that lead elsewhere: to where a credential is rotated, and to what is known of its kind. */
export function registerLeadCommands(): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand(commands.rotate, (about: unknown) => {
      const service = serviceAbout(about);
      if (!service)
        return void vscode.window.showInformationMessage(
          t('Change it where it was made: which service it is for is not known.'),
        );
      const url = urlIn(service.rotate) ?? service.docs;
      if (url !== service.rotate)
        void vscode.window.showInformationMessage(t('{0}: {1}', service.title, service.rotate));
      return vscode.env.openExternal(vscode.Uri.parse(url));
    }),
    registerCommand(commands.explain, (kind: unknown) => {
      const { title, power } = kindFacts(typeof kind === 'string' ? kind : '');
      void vscode.window.showInformationMessage(power === undefined ? capital(title) : `${capital(title)}. ${power}`);
    }),
  );
}

/** By the service's id, a kind, a finding in the tree, or a reminder. */
function serviceAbout(about: unknown): Service | undefined {
  if (typeof about === 'string') return serviceOf(about) ?? kindFacts(about).service;
  if (typeof about !== 'object' || about === null) return undefined;
  if ('flagged' in about) return kindFacts((about as { flagged: Flagged }).flagged.finding.kind).service;
  return 'kind' in about && typeof about.kind === 'string' ? kindFacts(about.kind).service : undefined;
}

function urlIn(rotate: string): string | undefined {
  return /^https:\/\/\S+$/.test(rotate) ? rotate : undefined;
}
