import type { Missing, RequestAccount } from './account.ts';
import { listed, prose, says } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Remark } from './remarks.ts';

/** What has to be done before the request can do its work, or because a value leaked. */
export function missingAnswer(missing: Missing, { name, source }: RequestAccount): Answer {
  switch (missing.type) {
    case 'value':
      return says`its value: ${`valet-key vault put ${missing.ref}`}`;
    case 'variable':
      return prose('a variable: add "env" to its delivery');
    case 'expired':
      return prose(`time: it expired on ${missing.since}`);
    case 'host':
      return prose('a host: without one in "call", the guard puts the value on no call');
    case 'provider':
      return says`its provider: ${prose(missing.reason)}`;
    case 'rotation':
    default:
      return rotationAnswer(missing, { name, source });
  }
}

function rotationAnswer(
  { title, files }: Extract<Missing, { type: 'rotation' }>,
  { name, source }: Pick<RequestAccount, 'name' | 'source'>,
): Answer {
  const confirm = says`${`valet-key requests --rotated ${name}`}`;
  const renew =
    source.provider === 'vault' ? says`${`valet-key vault put ${source.ref} --replace`}, or ${confirm}` : confirm;
  return says`rotation: a ${prose(title)} was in ${listed(files)}; revoke it, then: ${renew}`;
}

/** What a reviewer would narrow; it works as it is. */
export function remarkAnswer(remark: Remark): Answer {
  switch (remark.type) {
    case 'any-call':
      return says`any method and any path of ${listed(remark.hosts)}: "methods" and "paths" would narrow it`;
    case 'any-path':
      return says`any path of ${listed(remark.hosts)}: "paths" would narrow it`;
    case 'any-method':
      return says`any method at ${listed(remark.hosts)}: "methods" would narrow it`;
    case 'any-subdomain':
      return says`any name below ${listed(remark.hosts)}: the exact name would narrow it`;
    case 'unlimited-writes':
      return says`${listed(remark.methods)} without a limit of uses: "max_uses" would set one`;
    case 'no-end':
      return prose('an approval that shall last until the request expires, and no "expires_at": it lasts a session');
    case 'not-approved':
      return prose('nobody approved it yet: the first run asks');
    case 'visible':
    default:
      return says`the task has the value itself (${remark.mode}): only delivery by the guard keeps it from the task`;
  }
}
