import * as vscode from 'vscode';
import type { FolderManifest, Manifests } from '../requests/manifests.ts';
import type { OwnCommand } from './own-command.ts';
import type { Broker } from '../vault/broker.ts';

export const taskType = 'valet-key';

/** Every task of every `valet-key.json`, under Run Task; `tasks.json` may name one. */
export function registerTasks(launch: OwnCommand, broker: Broker, manifests: Manifests): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(taskType, {
    async provideTasks() {
      if (!vscode.workspace.isTrusted) return [];
      const tasks = manifests.all().flatMap((manifest) => tasksOf(manifest, launch));
      if (tasks.length > 0) await broker.listen();
      return tasks;
    },
    async resolveTask({ definition, scope, name }) {
      const { task, mode } = definition;
      const folder = folderOf(scope);
      if (!vscode.workspace.isTrusted || !folder || typeof task !== 'string') return undefined;
      await broker.listen();
      const resolved = new vscode.Task(
        definition,
        folder,
        name || task,
        taskType,
        executionOf(folder, { task, mode: modeOf(mode) }, launch),
        [],
      );
      return resolved;
    },
  });
}

interface Chosen {
  readonly task: string;
  readonly mode?: 'enforced' | 'proxy-only' | undefined;
}

function tasksOf({ folder, reading }: FolderManifest, launch: OwnCommand): readonly vscode.Task[] {
  if (reading.type !== 'manifest' || folder.uri.scheme !== 'file') return [];
  return Object.entries(reading.manifest.tasks ?? {}).map(([task, { command, uses }]) => {
    const made = new vscode.Task(
      { type: taskType, task },
      folder,
      task,
      taskType,
      executionOf(folder, { task }, launch),
      [],
    );
    made.detail = uses.length === 0 ? command.join(' ') : `${command.join(' ')} (${uses.join(', ')})`;
    return made;
  });
}

/** The command itself, so that keys, colours, signals and the exit status are the task's own. */
function executionOf(
  { uri }: vscode.WorkspaceFolder,
  { task, mode }: Chosen,
  { program, args, env }: OwnCommand,
): vscode.ProcessExecution {
  const options = mode === undefined ? [] : [`--${mode}`];
  return new vscode.ProcessExecution(program, args('run', ...options, task), { cwd: uri.fsPath, env });
}

function modeOf(mode: unknown): Chosen['mode'] {
  return mode === 'enforced' || mode === 'proxy-only' ? mode : undefined;
}

function folderOf(scope: vscode.Task['scope']): vscode.WorkspaceFolder | undefined {
  return typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
}
