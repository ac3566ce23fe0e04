import { listed, prose, says } from '../../core/requests/answer.ts';
import type { Manifest } from '../../core/requests/manifest.ts';
import { usedAnswers } from '../../core/requests/used.ts';
import type { Used } from '../../core/requests/used.ts';
import type { Launch } from './launches.ts';

/** Commands that nobody declares: they were run under requests of the manifest, as the audit log tells. */
export function commandsIn(
  granted: ReadonlyMap<string, readonly Used[]>,
  { requests }: Pick<Manifest, 'requests'>,
): readonly Launch[] {
  const commands = new Map<string, { readonly used: Used; readonly uses: string[] }>();
  for (const [request, used] of granted) {
    if (!Object.hasOwn(requests, request)) continue;
    for (const one of used.filter(({ type }) => type === 'command')) {
      const command = commands.get(one.name);
      const latest = command && command.used.last > one.last ? command.used : one;
      commands.set(one.name, { used: latest, uses: [...(command?.uses ?? []), request] });
    }
  }
  return [...commands].map(([name, { used, uses }]) => ({
    name,
    uses,
    rows: [
      { question: 'runs', lines: [says`valet-key run -- ${name}`] },
      {
        question: 'read',
        lines: [
          prose(
            used.mode === 'enforced'
              ? 'the folder of valet-key.json, and what it was started with (--read)'
              : 'what you may read: nothing holds it (proxy-only)',
          ),
        ],
      },
      { question: 'sent', lines: [says`what ${listed(uses)} may be sent to`] },
      { question: 'uses', lines: uses.map((request) => says`${request}`) },
      { question: 'used', lines: usedAnswers([used]) },
    ],
  }));
}
