import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HookAgent } from '../../core/agents/hook.ts';
import { hookAgents } from '../../core/agents/hooks/all.ts';
import { commands } from '../commands.ts';
import { writeLaunchers } from '../terminals/launcher-files.ts';

const { t } = vscode.l10n;

/**
 * Lets a person choose which coding agents ask Valet Key before they write, run or send. The hook starts a file of this
 * extension's own folder, which every start of the editor points at the version that is installed.
 */
export function registerAgentHooks(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): vscode.Disposable {
  const folder = join(context.globalStorageUri.fsPath, 'bin');
  const cli = vscode.Uri.joinPath(context.extensionUri, 'dist', 'cli.mjs').fsPath;
  void refresh({ folder, cli }, log);
  return vscode.commands.registerCommand(commands.guardAgents, () => chooseAgents({ folder, cli }, log));
}

interface Program {
  readonly folder: string;
  readonly cli: string;
}

/** Hooks that are registered must find the program after an update, too. */
async function refresh(program: Program, log: vscode.LogOutputChannel): Promise<void> {
  try {
    const states = await Promise.all(hookAgents.map(isRegistered));
    if (states.includes(true)) await writeLaunchers(program.folder, program);
  } catch (error) {
    log.warn(`The command of the agents' hooks could not be written: ${codeOf(error)}.`);
  }
}

async function chooseAgents(program: Program, log: vscode.LogOutputChannel): Promise<void> {
  const rows = await Promise.all(
    hookAgents.map(async (agent) => ({
      agent,
      label: agent.title,
      description: `~/${agent.settings.user}`,
      picked: await isRegistered(agent),
    })),
  );
  const chosen = await vscode.window.showQuickPick(rows, {
    canPickMany: true,
    title: t('Guard Coding Agents'),
    placeHolder: t('Agents that ask Valet Key before they write, run or send, in all your repositories'),
  });
  if (!chosen) return;
  const changed = rows.filter((row) => row.picked !== chosen.includes(row));
  if (changed.length === 0) return;
  try {
    await writeLaunchers(program.folder, program);
    for (const row of changed) await register(row.agent, chosen.includes(row), program);
  } catch (error) {
    log.error(`The hooks could not be written: ${codeOf(error)}.`);
    const reason = error instanceof HookFault ? error.message : codeOf(error);
    void vscode.window.showErrorMessage(t('The hooks could not be written: {0}', reason));
    return;
  }
  void vscode.window.showInformationMessage(told(chosen.map(({ agent }) => agent)));
}

/** What each agent's settings ask for is the command's business: it is the same in a terminal. */
function register(agent: HookAgent, isWanted: boolean, { folder, cli }: Program): Promise<void> {
  const program = join(folder, process.platform === 'win32' ? 'valet-key.cmd' : 'valet-key');
  const args = isWanted ? ['--install', '--program', program] : ['--uninstall'];
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return new Promise((done, fail) => {
    execFile(process.execPath, [cli, 'hook', agent.id, '--user', ...args], { env }, (error, _, stderr) => {
      if (error) fail(new HookFault(stderr.trim().replace(/^valet-key hook: /, '') || codeOf(error)));
      else done();
    });
  });
}

/** Its message is the command's own, which holds no value. */
class HookFault extends Error {
  override readonly name = 'HookFault';
}

function told(agents: readonly HookAgent[]): string {
  if (agents.length === 0) return t('No coding agent asks Valet Key any more.');
  const names = agents.map(({ title }) => title).join(', ');
  const notes = agents.flatMap(({ settings }) => settings.afterwards ?? []);
  return [t('{0} will ask Valet Key from their next session on.', names), ...notes].join(' ');
}

async function isRegistered({ id, settings }: HookAgent): Promise<boolean> {
  const text = await readFile(join(homedir(), settings.user), 'utf8').catch(() => '');
  return text.includes(`hook ${id}`);
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown error';
}
