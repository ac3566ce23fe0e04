import type { HookEvent, Refusal } from '../../core/agents/hook.ts';
import type { Leak } from '../../core/agents/leaks.ts';
import { kindFacts } from '../../core/kinds.ts';
import { printable } from '../printable.ts';
import { createPositions } from '../scan/positions.ts';
import { referenceFor } from './reference.ts';

/** Why an event is refused, in words that an agent can act on. They hold no value. */
export function refusalOf(event: HookEvent, leaks: readonly Leak[], closed: readonly string[]): Refusal {
  const what = [...leaks.slice(0, most).map(placed), ...closed.slice(0, most).map(unreadable)];
  const more = leaks.length + closed.length - what.length;
  const advice = leaks.length > 0 ? adviceOn(event, leaks) : adviceOnReading;
  return {
    reason: [`Valet Key ${heads[event.moment]}`, ...what, ...(more > 0 ? [`- and ${more} more`] : []), advice].join(
      '\n',
    ),
    summary: `Valet Key: ${summaryOf(event, leaks, closed)}`,
  };
}

const most = 5;

const heads = {
  before: 'refused this:',
  after: 'found credentials in what was written:',
  prompt: 'kept this message from the model:',
};

function placed(leak: Leak): string {
  const { finding, text, path } = leak;
  const { title } = kindFacts(finding.kind);
  const same =
    finding.evidence.type === 'known' ? `, the value of ${finding.evidence.name} in ${finding.evidence.source}` : '';
  if (path === undefined)
    return `- ${title}${same} (${finding.redacted}) in ${leak.in === 'command' ? 'the command' : 'the text'}`;
  const { line } = createPositions(text)(finding.start);
  const reference = referenceFor(leak);
  const instead = reference === undefined ? '' : `; write ${reference} there`;
  return `- ${printable(path)}:${line}: ${title}${same} (${finding.redacted})${instead}`;
}

function unreadable(path: string): string {
  return `- ${printable(path)} is not for agents to read: it holds values, or what opens them`;
}

function adviceOn({ moment }: HookEvent, leaks: readonly Leak[]): string {
  if (moment === 'prompt') {
    return 'Send it again without the value. `valet-key vault put NAME` keeps a value on this machine, and code gets it through a request of valet-key.json.';
  }
  const write = leaks.some((leak) => leak.in === 'file')
    ? 'Leave the value out of files: neither split it, nor encode it, nor put it elsewhere.'
    : 'Leave the value out of commands: read it from the environment variable that holds it.';
  return `${write} Code that reads the variable gets it from \`valet-key run -- COMMAND\`, which asks a person; \`valet-key requests\` tells what there is. If this is no secret, ask the person to accept it.`;
}

const adviceOnReading =
  'The names of variables are in `.env.example` and in `valet-key requests`. To run something that needs the values: `valet-key run -- COMMAND`, which asks a person.';

function summaryOf({ moment }: HookEvent, leaks: readonly Leak[], closed: readonly string[]): string {
  const [leak] = leaks;
  if (!leak) return `an agent was kept from reading ${printable(closed[0] ?? 'a closed file')}`;
  const { title } = kindFacts(leak.finding.kind);
  if (moment === 'prompt') return `a message with a credential (${title}) was not sent`;
  const place = leak.path === undefined ? 'a command' : printable(leak.path);
  return moment === 'after'
    ? `an agent has written a credential (${title}) into ${place}`
    : `an agent was kept from putting a credential (${title}) into ${place}`;
}
