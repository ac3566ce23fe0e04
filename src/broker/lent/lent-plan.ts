import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest, Request } from '../../core/requests/manifest.ts';
import { mostManifestBytes, readManifest } from '../../core/requests/read.ts';
import { vaultEntryOf } from '../../core/requests/vault-entry.ts';
import { readTextFile } from '../disk/regular-file.ts';
import { diskFault, systemCodeOf } from '../disk/disk-fault.ts';
import { isVisible } from '../grants/visible.ts';
import type { GuardParams, GuardRefusal, Unfit, UnfitReason } from '../protocol/guards.ts';
import { ProviderError } from '../providers/provider.ts';
import { providerFor } from '../providers/providers.ts';
import type { RunPlan } from '../run/run-plan.ts';

export interface LentPlan {
  readonly plan: RunPlan;
  readonly leftOut: readonly Unfit[];
}

/** Why no guard is lent. Nothing was granted. */
export class GuardRefused extends Error {
  override readonly name = 'GuardRefused';
  readonly reason: GuardRefusal;
  readonly names: readonly string[];

  constructor(reason: GuardRefusal, names: readonly string[] = []) {
    super(`no guard: ${reason}`);
    this.reason = reason;
    this.names = names;
  }
}

/** What the manifest lets a process of the editor's own have. `kept` are the names that the vault has values under. */
export function lentPlanOf(
  params: GuardParams,
  { env, kept }: { readonly env: NodeJS.ProcessEnv; readonly kept: ReadonlySet<string> },
): LentPlan {
  const manifest = manifestIn(params.workspace);
  const fits: string[] = [];
  const leftOut: Unfit[] = [];
  const fills = new Map<string, string>();
  for (const { name, request, variables } of askedFor(params, manifest)) {
    const reason = whyUnfit(request, { env, kept }) ?? whyNotFilled(variables, fills);
    if (reason !== undefined) {
      leftOut.push({ request: name, reason });
      continue;
    }
    fits.push(name);
    for (const variable of variables) fills.set(variable, name);
  }
  const [first] = leftOut;
  if (first && params.unfit === 'refuse') {
    const same = leftOut.filter(({ reason }) => reason === first.reason);
    throw new GuardRefused(
      first.reason,
      same.map(({ request }) => request),
    );
  }
  if (fits.length === 0) throw new GuardRefused('nothing-to-guard');
  const workspace = realpathSync(params.workspace);
  const { task, command, started } = params;
  const inherited = { ...env, ...params.env };
  const plan = { manifest, workspace, command, started, cwd: workspace, env: inherited, uses: fits, fills };
  return { plan: task === undefined ? plan : { ...plan, task }, leftOut };
}

function manifestIn(workspace: string): Manifest {
  const path = join(workspace, 'valet-key.json');
  let text: string;
  try {
    text = readTextFile(path, mostManifestBytes);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') throw new GuardRefused('no-manifest', [path]);
    throw diskFault(path, error);
  }
  const reading = readManifest(text);
  if (reading.type === 'manifest') return reading.manifest;
  throw new GuardRefused('broken-manifest', [path]);
}

interface Asked {
  readonly name: string;
  readonly request: Request;
  readonly variables: readonly string[];
}

function askedFor({ task, uses, variables = {} }: GuardParams, manifest: Manifest): readonly Asked[] {
  const { requests, tasks = {} } = manifest;
  const ofTask = task === undefined ? undefined : Object.hasOwn(tasks, task) ? tasks[task] : undefined;
  if (task !== undefined && !ofTask) throw new GuardRefused('unknown-task', [task]);
  const named = [...(ofTask?.uses ?? []), ...(uses ?? []), ...Object.values(variables)];
  const isForAll = task === undefined && uses === undefined && Object.keys(variables).length === 0;
  const names = [...new Set(isForAll ? Object.keys(requests) : named)];
  const unknown = names.filter((name) => !Object.hasOwn(requests, name));
  if (unknown.length > 0) throw new GuardRefused('unknown-request', unknown);
  return names.flatMap((name) => {
    const request = requests[name];
    if (!request) return [];
    const others = Object.keys(variables).filter((variable) => variables[variable] === name);
    return [{ name, request, variables: variablesOf(request, others) }];
  });
}

function whyUnfit(
  request: Request,
  { env, kept }: { readonly env: NodeJS.ProcessEnv; readonly kept: ReadonlySet<string> },
): UnfitReason | undefined {
  const provider = providerFor(request.source.provider);
  if (!provider) return 'no-provider';
  const entry = vaultEntryOf(request.source);
  if (entry !== undefined && !kept.has(entry)) return 'no-value';
  if (isVisible(request)) return 'visible';
  try {
    provider.check({ request, env });
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) return 'not-ready';
    throw error;
  }
}

function whyNotFilled(
  variables: readonly string[],
  fills: ReadonlyMap<string, string>,
): 'no-variable' | 'same-variable' | undefined {
  if (variables.length === 0) return 'no-variable';
  return variables.some((variable) => fills.has(variable)) ? 'same-variable' : undefined;
}

function variablesOf({ delivery: { env } }: Request, others: readonly string[]): readonly string[] {
  return env === undefined ? others : [...new Set([env, ...others])];
}
