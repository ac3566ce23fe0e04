import type * as vscode from 'vscode';
import type { AccountRow } from '../../core/requests/account-rows.ts';
import { listed, prose, quoted, says } from '../../core/requests/answer.ts';
import type { Answer } from '../../core/requests/answer.ts';
import type { Manifest } from '../../core/requests/manifest.ts';
import { isVisible } from '../../core/requests/remarks.ts';
import { askedBy, commandOf, isWaiting } from '../run/asked.ts';
import type { AskedForLaunch } from '../run/asked.ts';

/** A launch configuration that asks for something. */
export interface Launch {
  readonly name: string;
  readonly rows: readonly AccountRow[];
  /** The requests of the manifest that it uses. */
  readonly uses: readonly string[];
}

/** Those that ask by `valetKey` or by a variable of their own; what an `envFile` holds is read when they are launched. */
export function launchesIn(
  configurations: readonly vscode.DebugConfiguration[],
  manifest: Manifest,
): readonly Launch[] {
  return configurations.flatMap((configuration): readonly Launch[] => {
    const asked = askedBy(configuration);
    if (asked === undefined) return [];
    const names = asked === 'invalid' ? [] : usedBy(asked, manifest);
    const uses = names.filter((name) => Object.hasOwn(manifest.requests, name));
    const missing = [...missingOf(configuration, asked, manifest), ...unfit(names, manifest)];
    const rows: readonly AccountRow[] = [
      { question: 'runs', lines: [says`${commandOf(configuration).join(' ')}`] },
      { question: 'read', lines: [prose('what you may read: the editor starts debuggers, outside the sandbox')] },
      { question: 'sent', lines: uses.length === 0 ? [] : [says`what ${listed(uses)} may be sent to`] },
      { question: 'uses', lines: uses.map((name) => says`${name}`) },
      { question: 'missing', lines: missing },
    ];
    return [{ name: configuration.name, rows: rows.filter(({ lines }) => lines.length > 0), uses }];
  });
}

/** As the broker takes it: with neither a task nor names, every request. */
function usedBy({ task, uses, variables }: AskedForLaunch, { requests, tasks = {} }: Manifest): readonly string[] {
  const named = [...(uses ?? []), ...Object.values(variables)];
  if (task !== undefined) return [...new Set([...(taskIn(tasks, task)?.uses ?? []), ...named])];
  return uses === undefined && named.length === 0 ? Object.keys(requests) : [...new Set(named)];
}

function missingOf(
  configuration: vscode.DebugConfiguration,
  asked: AskedForLaunch | 'invalid',
  { tasks = {} }: Manifest,
): readonly Answer[] {
  if (asked === 'invalid') return [says`a ${'valetKey'} that can be read: true, requests, or a task`];
  const { task } = asked;
  const unknown = task !== undefined && !taskIn(tasks, task);
  return [
    ...(unknown ? [says`the task ${quoted(task)}: valet-key.json has none of this name`] : []),
    ...(isWaiting(configuration) ? [prose('a launch: a program that runs already is given nothing')] : []),
  ];
}

function unfit(names: readonly string[], { requests }: Manifest): readonly Answer[] {
  return names.flatMap((name): readonly Answer[] => {
    const request = Object.hasOwn(requests, name) ? requests[name] : undefined;
    if (!request) return [says`the request ${quoted(name)}: valet-key.json has none of this name`];
    const { delivery } = request;
    if (!isVisible(delivery)) return [];
    return [says`delivery by the guard for ${quoted(name)}: a debugger is given nothing by ${delivery.mode}`];
  });
}

function taskIn(tasks: NonNullable<Manifest['tasks']>, name: string): { readonly uses: readonly string[] } | undefined {
  return Object.hasOwn(tasks, name) ? tasks[name] : undefined;
}
