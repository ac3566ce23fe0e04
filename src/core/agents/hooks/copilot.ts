import { type HookAgent, type HookEvent, json, nothing, type Payload, stringOf } from '../hook.ts';
import { toolCall } from '../tool-call.ts';
import { claudeEventOf, readClaudeEvent, refuseAsClaude } from './claude-code.ts';

/**
 * GitHub Copilot, in VS Code and as the Copilot CLI. Both read the same file; VS Code speaks of its events as Claude
 * Code does (https://code.visualstudio.com/docs/copilot/customization/hooks), the CLI in a way of its own.
 */
export const copilot: HookAgent = {
  id: 'copilot',
  title: 'GitHub Copilot',
  docs: 'https://docs.github.com/en/copilot/reference/hooks-configuration',
  read: (payload) => (isFromEditor(payload) ? readClaudeEvent(payload) : readCliEvent(payload)),
  pass: () => ({ stdout: '', status: 0 }),
  refuse(payload, refusal) {
    if (!isFromEditor(payload)) {
      const decision = { permissionDecision: 'deny', permissionDecisionReason: refusal.reason };
      return { stdout: json(decision), status: 0 };
    }
    if (claudeEventOf(payload) !== 'UserPromptSubmit') return refuseAsClaude(payload, refusal);
    return { stdout: json({ continue: false, stopReason: refusal.reason }), status: 0 };
  },
  settings: {
    project: '.github/hooks/valet-key.json',
    user: '.copilot/hooks/valet-key.json',
    base: { version: 1 },
    entries: (command) => {
      const hook = { type: 'command', bash: command, powershell: command, timeoutSec: 30 };
      return { preToolUse: hook, postToolUse: hook, userPromptSubmitted: hook };
    },
  },
};

function isFromEditor(payload: Payload): boolean {
  return claudeEventOf(payload) !== '';
}

/** The CLI does not name its events: their fields do. Of these it heeds answers before a tool alone. */
function readCliEvent(payload: Payload): HookEvent {
  const tool = stringOf(payload['toolName']);
  if (tool === undefined || 'toolResult' in payload) return nothing;
  return toolCall('before', tool, payload['toolArgs']);
}
