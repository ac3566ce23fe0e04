import { socketVariable } from '../../broker/protocol.ts';
import { CommandFault } from '../fault.ts';
import type { ManifestFile } from '../manifest-file.ts';
import type { ChosenTask } from './chosen-task.ts';
import type { VariableReference } from './references.ts';

export interface Surroundings {
  readonly manifest: ManifestFile;
  readonly task: ChosenTask;
  readonly references: readonly VariableReference[];
  /** By the names of the requests. */
  readonly values: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
}

export interface TaskEnvironment {
  readonly env: NodeJS.ProcessEnv;
  /** The names of the variables that hold values. */
  readonly filled: readonly string[];
}

/** The variables that a task runs with. What opens the vault is not among them. */
export function taskEnvironment({ manifest, task, references, values, env }: Surroundings): TaskEnvironment {
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
  const { [socketVariable]: _socket, VALET_KEY_PASSPHRASE_FILE: _passphrase, ...rest } = env;
  const added = [...filled].map(([variable, request]) => [variable, values[request]] as const);
  return { env: { ...rest, ...Object.fromEntries(added) }, filled: [...filled.keys()].toSorted() };
}
