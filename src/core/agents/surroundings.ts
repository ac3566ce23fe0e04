/**
 * The coding agent that a process was started by, as far as its environment says: the variables are those that the
 * agents set for the commands they run. A courtesy for whoever approves, not a proof.
 */
export function agentOfEnvironment(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const found = signs.find(([variable]) => env[variable] !== undefined && env[variable] !== '');
  if (found) return found[1];
  const named = env['AI_AGENT'] ?? env['AGENT'];
  return named !== undefined && /^[a-z][a-z0-9_-]{1,30}$/i.test(named) ? named : undefined;
}

const signs: readonly (readonly [variable: string, agent: string])[] = [
  ['CLAUDECODE', 'Claude Code'],
  ['CODEX_SANDBOX', 'Codex'],
  ['CODEX_THREAD_ID', 'Codex'],
  ['GEMINI_CLI', 'Gemini CLI'],
  ['CURSOR_AGENT', 'Cursor'],
  ['OPENCODE', 'OpenCode'],
  ['COPILOT_CLI', 'GitHub Copilot CLI'],
  ['QWEN_CODE', 'Qwen Code'],
];
