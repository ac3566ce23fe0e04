import type { HookAgent } from '../hook.ts';
import { readClaudeEvent, refuseAsClaude } from './claude-code.ts';

/** OpenAI's Codex. It hands `apply_patch` over as a command, and takes no answer but a refusal. */
export const codex: HookAgent = {
  id: 'codex',
  title: 'Codex',
  docs: 'https://developers.openai.com/codex/hooks',
  read: readClaudeEvent,
  pass: () => ({ stdout: '', status: 0 }),
  refuse: refuseAsClaude,
  settings: {
    project: '.codex/hooks.json',
    user: '.codex/hooks.json',
    base: {},
    entries: (command) => ({
      PreToolUse: { hooks: [{ type: 'command', command }] },
      PostToolUse: { matcher: 'apply_patch|Edit|Write', hooks: [{ type: 'command', command }] },
      UserPromptSubmit: { hooks: [{ type: 'command', command }] },
    }),
    afterwards: 'Codex asks once, in /hooks, whether you trust it.',
  },
};
