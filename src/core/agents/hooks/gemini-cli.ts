import { type HookAgent, json, nothing, stringOf } from '../hook.ts';
import { toolCall } from '../tool-call.ts';

/** Google's Gemini CLI. */
export const geminiCli: HookAgent = {
  id: 'gemini-cli',
  title: 'Gemini CLI',
  docs: 'https://geminicli.com/docs/hooks/reference/',
  read(payload) {
    const tool = stringOf(payload['tool_name']) ?? '';
    switch (payload['hook_event_name']) {
      case 'BeforeTool':
        return toolCall('before', tool, payload['tool_input']);
      case 'AfterTool':
        return toolCall('after', tool, payload['tool_input']);
      case 'BeforeAgent':
        return { ...nothing, moment: 'prompt', texts: [{ type: 'words', text: stringOf(payload['prompt']) ?? '' }] };
      default:
        return nothing;
    }
  },
  pass: () => ({ stdout: json({}), status: 0 }),
  refuse: (_payload, { reason, summary }) => ({
    stdout: json({ decision: 'deny', reason, systemMessage: summary }),
    status: 0,
  }),
  settings: {
    project: '.gemini/settings.json',
    user: '.gemini/settings.json',
    base: {},
    entries: (command) => {
      const hooks = [{ type: 'command', name: 'valet-key', command }];
      return {
        BeforeTool: { matcher: '*', hooks },
        AfterTool: { matcher: 'write_file|replace', hooks },
        BeforeAgent: { hooks },
      };
    },
  },
};
