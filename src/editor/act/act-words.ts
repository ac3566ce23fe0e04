import * as vscode from 'vscode';
import type { BrokerFault, BrokerFaultCode } from '../../broker/protocol/faults.ts';
import { refusalTexts, noteTexts } from '../../core/rewrite/notes.ts';
import type { Fault } from './fault.ts';
import type { RefusalReason, RewriteNote } from '../../core/rewrite/document.ts';

const { t } = vscode.l10n;

/** The titles of the code actions. */
export const titles = {
  replace: t('Replace with a scoped credential request'),
  replaceSelected: (count: number) => t('Replace the {0} selected credentials with scoped requests', count),
  reuse: (name: string) => t('Use an existing request: {0}', name),
  replaceAll: (count: number) => t('Replace all {0} in this file', count),
  replaceEverywhere: (count: number) => t('Replace this value everywhere ({0} places)', count),
  fixAll: t('Replace all credentials with scoped requests'),
  baseline: t('Not a secret: add to the baseline…'),
  ignore: t('Ignore on this line…'),
  rotate: (service: string) => t('Rotate it at {0}…', service),
  refused: t('Why it cannot be replaced here…'),
  trust: t('Trust this workspace to replace it…'),
};

/** Why nothing was replaced and what helps. Every text is as it was. */
export function faultText(fault: Fault): string {
  if (fault.code === 'manifest-broken') return brokenText(fault);
  if (fault.code === 'vault') return t('Nothing was replaced: {0}', vaultText(fault.fault));
  const manifest = 'manifest' in fault ? fault.manifest : '';
  const texts: Readonly<Record<typeof fault.code, string>> = {
    untrusted: t('This workspace is not trusted: credentials are flagged, and nothing is written.'),
    nothing: t('No credential is flagged there any more.'),
    'no-folder': t('Open a folder first: the request is written into its valet-key.json.'),
    'which-folder': t(
      'This document belongs to none of the open folders, so it is not clear whose valet-key.json is meant.',
    ),
    'manifest-read-only': t('{0} is read-only, so nothing was replaced.', manifest),
    'manifest-unreadable': t('{0} cannot be read, so nothing was replaced.', manifest),
    'unknown-request': t(
      'The request “{0}” is not in valet-key.json, or names no variable.',
      'request' in fault ? fault.request : '',
    ),
    'no-name': t('The vault holds other values under every name that was tried.'),
    changed: t('The text kept changing while its credentials were being replaced. It is left as it is: try again.'),
    unopened: t('{0} cannot be opened, so nothing was replaced.', 'file' in fault ? fault.file : ''),
    cancelled: t('Stopped. Nothing was replaced.'),
  };
  return texts[fault.code];
}

function brokenText({ manifest, problem }: Extract<Fault, { code: 'manifest-broken' }>): string {
  if (!problem) return t('{0} is broken, so nothing was replaced.', manifest);
  return t('{0} is broken, so nothing was replaced. Line {1}: {2}', manifest, problem.line, problem.message);
}

/** The rest of a sentence that says what was not done. */
export function vaultText({ code, path, systemCode, keySource }: BrokerFault): string {
  const where = path ?? t('the vault');
  if (code === 'key-missing' && keySource === 'passphrase')
    return t('{0} is closed: nobody gave its passphrase.', where);
  const texts: Readonly<Partial<Record<BrokerFaultCode, string>>> = {
    'vault-corrupt': t(
      '{0} was damaged or changed. Restore it, or run “valet-key vault set-aside” to begin a new one.',
      where,
    ),
    'vault-locked': t('another program holds {0} for too long.', where),
    'key-missing': t(
      'the key of {0} is missing. Its values are safe but closed; “valet-key vault set-aside” begins a new vault.',
      where,
    ),
    'wrong-passphrase': t('the passphrase is not that of {0}.', where),
    disk: t('{0} cannot be written ({1}).', where, systemCode ?? '?'),
    audit: t('the audit log cannot be written, and what is not recorded is not granted.'),
    policy: t('the organisation’s policy {0} cannot be used.', path ?? ''),
    'no-key-store': t('there is no place to keep the key of a new vault.'),
    'unknown-entry': t('the vault does not hold this value.'),
    'not-started': t('the vault is not open yet.'),
    'broker-gone': t('the process that keeps the vault ended. Reload the window to start it again.'),
    'timed-out': t('the process that keeps the vault did not answer in time.'),
  };
  return texts[code] ?? t('the process that keeps the vault failed.');
}

export function refusalText(reason: RefusalReason): string {
  return t(refusalTexts[reason]);
}

export function noteText(note: RewriteNote): string {
  return t(noteTexts[note]);
}

/** After a replacement, in the status bar. */
export function doneText(replaced: number, requests: readonly string[]): string {
  const names = requests.join(', ');
  return replaced === 1
    ? t('Replaced by the request “{0}”. The value was in a file: rotate it.', names)
    : t('{0} credentials replaced. Their values were in files: rotate them.', replaced);
}
