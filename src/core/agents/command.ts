/** The coding agent that a command line starts, by the name its vendor gives it; undefined for other commands. */
export function agentOfCommand(commandLine: string): string | undefined {
  const words = commandLine
    .trim()
    .split(/\s+/)
    .filter((word) => !/^\w+=/.test(word));
  const [program = '', ...rest] = words.map(nameOf);
  const started = runners.has(program) ? rest.find((word) => !word.startsWith('-') && !runnerVerbs.has(word)) : program;
  if (started === 'gh') return rest[0] === 'copilot' ? 'GitHub Copilot CLI' : undefined;
  return started === undefined ? undefined : agents[started];
}

/** `/usr/local/bin/claude` and `@anthropic-ai/claude-code@latest` are named like their last part. */
function nameOf(word: string): string {
  const last = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
  return last.replace(/(?<=.)@.*$|\.(?:exe|cmd|ps1|js)$/gi, '').toLowerCase();
}

const runners: ReadonlySet<string> = new Set([
  'npx',
  'bunx',
  'pnpm',
  'yarn',
  'uvx',
  'pipx',
  'sudo',
  'env',
  'time',
  'nohup',
]);
const runnerVerbs: ReadonlySet<string> = new Set(['dlx', 'exec', 'run', 'x']);

const agents: Readonly<Record<string, string>> = {
  claude: 'Claude Code',
  'claude-code': 'Claude Code',
  codex: 'Codex',
  gemini: 'Gemini CLI',
  'gemini-cli': 'Gemini CLI',
  copilot: 'GitHub Copilot CLI',
  'cursor-agent': 'Cursor',
  aider: 'Aider',
  opencode: 'OpenCode',
  goose: 'Goose',
  amp: 'Amp',
  crush: 'Crush',
  qwen: 'Qwen Code',
  'qwen-code': 'Qwen Code',
  droid: 'Factory Droid',
  auggie: 'Auggie',
  openhands: 'OpenHands',
  plandex: 'Plandex',
  cline: 'Cline',
  q: 'Amazon Q',
  kiro: 'Kiro',
};
