import * as vscode from 'vscode';
import { agentOfCommand } from '../../core/agents/command.ts';

/** The coding agent that runs in one of this editor's terminals, as far as shell integration tells. */
export interface TerminalAgents extends vscode.Disposable {
  readonly current: string | undefined;
}

export function watchTerminalAgents(): TerminalAgents {
  const running = new Map<vscode.TerminalShellExecution, string>();
  let lately: { readonly agent: string; readonly until: number } | undefined;
  const parts = [
    vscode.window.onDidStartTerminalShellExecution(({ execution }) => {
      const agent = agentOfCommand(execution.commandLine.value);
      if (agent !== undefined) running.set(execution, agent);
    }),
    vscode.window.onDidEndTerminalShellExecution(({ execution }) => {
      const agent = running.get(execution);
      // What it wrote last is heard of a moment after it ended.
      if (running.delete(execution) && agent !== undefined) lately = { agent, until: performance.now() + 2000 };
    }),
  ];
  return {
    get current() {
      const agents = new Set(running.values());
      if (agents.size === 1) return agents.values().next().value;
      // Of two agents at work nobody can say which one wrote.
      if (agents.size > 1) return undefined;
      return lately && performance.now() < lately.until ? lately.agent : undefined;
    },
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}
