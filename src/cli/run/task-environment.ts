import { askVariable, socketVariable } from '../../broker/protocol/variables.ts';
import { ownVariables } from '../../broker/providers/providers.ts';
import { CommandFault } from '../fault.ts';
import type { ManifestFile } from '../manifest-file.ts';
import type { ChosenTask } from './chosen-task.ts';
import type { VariableReference } from './references.ts';

export interface Surroundings {
  readonly manifest: ManifestFile;
  readonly task: ChosenTask;
  readonly references: readonly VariableReference[];
}

/** The variables that stand for requests, each with its request's name. */
export function filledVariables({ manifest, task, references }: Surroundings): ReadonlyMap<string, string> {
  const filled = new Map<string, string>();
  for (const { variable, request } of references) filled.set(variable, request);
  const byRequest = new Map<string, string>();
  for (const name of task.uses) {
    const variable = manifest.manifest.requests[name]?.delivery.env;
    if (variable === undefined)
      throw new CommandFault(`the request "${name}" names no variable: add "env" to its delivery`);
    const other = byRequest.get(variable);
    if (other !== undefined) {
      throw new CommandFault(`"${other}" and "${name}" both fill ${variable}: make a task that uses one of them`);
    }
    byRequest.set(variable, name);
    filled.set(variable, name);
  }
  return filled;
}

/** What a task would inherit: everything but what opens the vault or, for this program alone, a provider. */
export function withoutKeys(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const {
    [socketVariable]: socket,
    [askVariable]: _ask,
    VALET_KEY_PASSPHRASE_FILE: _own,
    VALET_KEY_EXPORT_PASSPHRASE_FILE: _export,
    ...others
  } = env;
  const own = new Set(ownVariables());
  const rest = Object.fromEntries(Object.entries(others).filter(([name]) => !own.has(name)));
  if (socket === undefined) return rest;
  // An editor's launcher sets it so that the editor's own binary runs this program; a task may be such a binary too.
  const { ELECTRON_RUN_AS_NODE: _node, ...plain } = rest;
  return plain;
}
