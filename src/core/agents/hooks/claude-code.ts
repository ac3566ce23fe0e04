import {
  type HookAgent,
  type HookAnswer,
  type HookEvent,
  json,
  nothing,
  type Payload,
  type Refusal,
  stringOf,
} from '../hook.ts';
import { toolCall } from '../tool-call.ts';

/** Anthropic's Claude Code. What it does not know of, as the hooks of a session's start, passes. */
export const claudeCode: HookAgent = {
  id: 'claude-code',
  title: 'Claude Code',
  docs: 'https://code.claude.com/docs/en/hooks',
  read: readClaudeEvent,
  pass: () => ({ stdout: '', status: 0 }),
  refuse: refuseAsClaude,
  settings: {
    project: '.claude/settings.json',
    user: '.claude/settings.json',
    base: {},
    entries: (command) => ({
      PreToolUse: { matcher: '*', hooks: [{ type: 'command', command }] },
      PostToolUse: { matcher: 'Write|Edit|MultiEdit|NotebookEdit', hooks: [{ type: 'command', command }] },
      UserPromptSubmit: { hooks: [{ type: 'command', command }] },
    }),
  },
};

/** Codex and VS Code took over the events of Claude Code and the names of their fields. */
export function readClaudeEvent(payload: Payload): HookEvent {
  const tool = stringOf(payload['tool_name']) ?? '';
  switch (claudeEventOf(payload)) {
    case 'PreToolUse':
      return toolCall('before', tool, payload['tool_input']);
    case 'PostToolUse':
      return toolCall('after', tool, payload['tool_input']);
    case 'UserPromptSubmit':
      return { ...nothing, moment: 'prompt', texts: [{ type: 'words', text: stringOf(payload['prompt']) ?? '' }] };
    default:
      return nothing;
  }
}

export function refuseAsClaude(payload: Payload, { reason }: Refusal): HookAnswer {
  if (claudeEventOf(payload) !== 'PreToolUse') return { stdout: json({ decision: 'block', reason }), status: 0 };
  const decision = { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason: reason };
  return { stdout: json({ hookSpecificOutput: decision }), status: 0 };
}

export function claudeEventOf(payload: Payload): string {
  return stringOf(payload['hook_event_name']) ?? stringOf(payload['hookEventName']) ?? '';
}
