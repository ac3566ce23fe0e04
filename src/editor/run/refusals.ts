import * as vscode from 'vscode';
import type { GuardRefusal, Unfit } from '../../broker/protocol/guards.ts';

const { t } = vscode.l10n;

/** Why nothing was granted, and what to do about it: one or two sentences. */
export function refusalText(reason: GuardRefusal, names: readonly string[]): string {
  const which = names.map((name) => `“${name}”`).join(', ');
  const sentences: Readonly<Record<GuardRefusal, string>> = {
    visible: t(
      'The delivery of {0} shows its value to the program, which a debugger or terminal that the editor starts cannot have: change its delivery to “header”, or use “valet-key run” in a terminal.',
      which,
    ),
    'no-variable': t('{0} names no variable: add “env” to its delivery.', which),
    'same-variable': t(
      '{0} fills a variable that another request fills, too: name the requests that are meant.',
      which,
    ),
    'no-value': t('The vault has no value for {0}: put it there with “valet-key vault put”.', which),
    'no-provider': t('The provider of {0} is not known.', which),
    'not-ready': t(
      'The provider of {0} cannot be opened from the editor: “valet-key run” in a terminal says what is missing. Settings of its environment reach the editor when it is started from there.',
      which,
    ),
    'no-manifest': t('There is no valet-key.json in this folder.'),
    'broken-manifest': t('valet-key.json cannot be used: Problems says why.'),
    'unknown-task': t('valet-key.json has no task {0}.', which),
    'unknown-request': t('valet-key.json has no request {0}.', which),
    'nothing-to-guard': t('valet-key.json has no request that could be guarded here.'),
    'must-be-enforced': t(
      'The organisation’s policy wants every run enforced, which a process of the editor’s own cannot be: use “valet-key run” in a terminal.',
    ),
    expired: t('The time of {0} is over: ask for more with “expires_at” in valet-key.json.', which),
    policy: t('The organisation’s policy refuses {0}.', which),
    declined: t('{0} was not approved.', which),
    'nobody-to-ask': t('{0} needs the approval of a person.', which),
  };
  return sentences[reason];
}

/** Why a request is left out, in a few words. */
export function leftOutText({ request, reason }: Unfit): string {
  const words: Readonly<Record<Unfit['reason'], string>> = {
    visible: t('its delivery would show the value'),
    'no-variable': t('it names no variable'),
    'same-variable': t('another request fills its variable'),
    'no-value': t('the vault has no value for it'),
    'no-provider': t('its provider is not known'),
    'not-ready': t('its provider cannot be opened from the editor'),
  };
  return t('{0}: {1}', request, words[reason]);
}
