import type { Manifest } from '../../core/requests/manifest.ts';
import { CommandFault } from '../fault.ts';
import type { ManifestFile } from '../manifest-file.ts';
import { printable } from '../printable.ts';
import { similarTo } from '../similar.ts';

/** What is run, where, and with which requests. */
export interface ChosenTask {
  /** Absent for a command that is no task of the manifest. */
  readonly name?: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly uses: readonly string[];
}

export interface Choice {
  readonly name: string | undefined;
  readonly ownCommand: readonly string[] | undefined;
  readonly cwd: string;
}

/** A task's own command runs beside the manifest, another one where the user is. */
export function chosenTask({ manifest, folder }: ManifestFile, { name, ownCommand, cwd }: Choice): ChosenTask {
  if (name === undefined) return { command: ownCommand ?? [], cwd, uses: Object.keys(manifest.requests) };
  const tasks = manifest.tasks ?? {};
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (!task) throw new CommandFault(unknownTask(name, manifest));
  if (ownCommand) return { name, command: ownCommand, cwd, uses: task.uses };
  return { name, command: task.command, cwd: folder, uses: task.uses };
}

function unknownTask(name: string, manifest: Manifest): string {
  const similar = similarTo(name, Object.keys(manifest.tasks ?? {}));
  if (similar !== undefined) return `there is no task "${printable(name)}". Did you mean "${similar}"?`;
  return `there is no task "${printable(name)}": ${tasksOf(manifest)}; a command of your own follows "--"`;
}

/** What there is to choose from, in words. */
export function tasksOf({ tasks = {} }: Manifest): string {
  const names = Object.keys(tasks);
  return names.length === 0 ? 'the manifest has no tasks' : `the manifest has ${names.join(', ')}`;
}
