import * as vscode from 'vscode';
import type { Arrival, Origin } from '../core/agents/origin.ts';
import type { Evidence, Finding } from '../core/detect/finding.ts';
import { kindFacts } from '../core/kinds.ts';

const { t } = vscode.l10n;

/** The diagnostic's message: what it is, how sure that is, what to do. Never the value. */
export function messageOf({ kind, evidence, name }: Finding, origin: Origin): string {
  const { title } = kindFacts(kind);
  if (evidence.type === 'known') {
    return evidence.source === 'environment'
      ? t('This is the value of the environment variable {0}. Replace it with a request.', evidence.name)
      : t('This is the value of {0} in {1}. Replace it with a request.', evidence.name, evidence.source);
  }
  const from = origin.arrival === 'agent' ? ` ${writtenBy(origin)}` : '';
  const what = name === undefined ? capital(title) : t('{0} in “{1}”', capital(title), name);
  return t('{0} is hardcoded here.{1} Replace it with a request.', what, from);
}

function writtenBy({ agent }: Origin): string {
  return agent === undefined ? t('An agent wrote it.') : t('{0} wrote it.', agent);
}

/** How the text arrived, one sentence. */
export function arrivalOf({ arrival, agent, git }: Origin): string {
  const sentences: Readonly<Record<Arrival, string>> = {
    typed: t('It was typed.'),
    pasted: t('It was pasted.'),
    completion: t('An inline completion or a single insertion at the cursor brought it.'),
    agent: agent === undefined ? t('An agent or another extension wrote it.') : t('{0} wrote it.', agent),
    disk: git === true ? t('It came with git.') : t('A program rewrote the file on the disk.'),
    opened: t('It stood here when the file was opened.'),
    unknown: t('How it came here is not known.'),
  };
  return sentences[arrival];
}

/** Why it is taken for a credential, one sentence. */
export function reasonOf(evidence: Evidence): string {
  if (evidence.type === 'known') {
    return evidence.source === 'environment'
      ? t('It equals the environment variable {0}.', evidence.name)
      : t('It equals {0} in {1}.', evidence.name, evidence.source);
  }
  const sentences = {
    checksum: t('Its checksum is right, so it was issued as one.'),
    structure: t('Its structure decodes as one.'),
    shape: t('It has the exact shape of one.'),
    context: t('Its name and its randomness say so.'),
  };
  return sentences[evidence.type];
}

/** Text that came from a file or a vendor, in Markdown: nothing in it is to be read as markup. */
export function plain(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-.!<>|~&$]/g, '\\$&').replaceAll(/\s+/g, ' ');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
