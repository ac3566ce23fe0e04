import { type HookAgent, type HookEvent, json, nothing, type Payload, stringOf } from '../hook.ts';
import { toolCall } from '../tool-call.ts';

/** Cursor. It takes no answer after an edit: what is written is held back before it, or told by the editor. */
export const cursor: HookAgent = {
  id: 'cursor',
  title: 'Cursor',
  docs: 'https://cursor.com/docs/agent/hooks',
  read: readCursorEvent,
  pass: (payload) => ({ stdout: json(isPrompt(payload) ? { continue: true } : {}), status: 0 }),
  refuse: (payload, { reason, summary }) => {
    if (isPrompt(payload)) return { stdout: json({ continue: false, user_message: reason }), status: 0 };
    return { stdout: json({ permission: 'deny', user_message: summary, agent_message: reason }), status: 0 };
  },
  settings: {
    project: '.cursor/hooks.json',
    user: '.cursor/hooks.json',
    base: { version: 1 },
    entries: (command) => {
      const events = [
        'preToolUse',
        'beforeShellExecution',
        'beforeMCPExecution',
        'beforeReadFile',
        'beforeSubmitPrompt',
      ];
      return Object.fromEntries(events.map((event) => [event, { command }]));
    },
  },
};

function readCursorEvent(payload: Payload): HookEvent {
  switch (payload['hook_event_name']) {
    case 'preToolUse':
    case 'beforeMCPExecution':
      return toolCall('before', stringOf(payload['tool_name']) ?? '', payload['tool_input']);
    case 'beforeShellExecution':
      return toolCall('before', 'shell', { command: payload['command'] });
    case 'beforeReadFile':
      return { ...nothing, reads: [stringOf(payload['file_path']) ?? ''] };
    case 'beforeSubmitPrompt':
      return { ...nothing, moment: 'prompt', texts: [{ type: 'words', text: stringOf(payload['prompt']) ?? '' }] };
    default:
      return nothing;
  }
}

function isPrompt(payload: Payload): boolean {
  return payload['hook_event_name'] === 'beforeSubmitPrompt';
}
